namespace MuSiCa.Service.Telemetry;

/// <summary>How a request ended.</summary>
internal enum RequestOutcome
{
    /// <summary>Every image was answered.</summary>
    Ok,

    /// <summary>Some of several images were answered, the others have a problem.</summary>
    Partial,

    /// <summary>The request asks for something that cannot be done.</summary>
    Invalid,

    /// <summary>Too much to do, not ready yet, or draining.</summary>
    Refused,

    /// <summary>Its time was over.</summary>
    Timeout,

    /// <summary>The client left.</summary>
    Cancelled,

    /// <summary>The service is at fault.</summary>
    Failed,
}
