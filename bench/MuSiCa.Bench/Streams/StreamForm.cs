namespace MuSiCa.Bench;

/// <summary>How frames are sent.</summary>
internal enum StreamForm
{
    /// <summary>RGB samples.</summary>
    Rgb,

    /// <summary>Luma and chroma samples.</summary>
    Nv12,

    /// <summary>Files.</summary>
    Jpeg,
}
