namespace MuSiCa.Serving;

/// <summary>How the life of a face ends.</summary>
internal enum FaceEnd
{
    /// <summary>With landmarks.</summary>
    Completed,

    /// <summary>Its time was over.</summary>
    Expired,

    /// <summary>Its caller gave it up.</summary>
    Cancelled,

    /// <summary>Its stage failed or hung.</summary>
    Failed,

    /// <summary>The aligner was stopped, or can run nothing any more.</summary>
    GivenBack,
}
