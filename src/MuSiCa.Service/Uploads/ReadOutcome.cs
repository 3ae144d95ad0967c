namespace MuSiCa.Service.Uploads;

/// <summary>How the reading of bytes ended.</summary>
internal enum ReadOutcome
{
    /// <summary>All of them are there.</summary>
    Complete,

    /// <summary>There are more than allowed.</summary>
    TooLong,

    /// <summary>The service holds too much already.</summary>
    NoMemory,
}
