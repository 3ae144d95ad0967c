namespace MuSiCa.Imaging.Interop;

/// <summary>What stops a loader; each value implies those before it.</summary>
internal enum VipsFailOn
{
    None = 0,
    Truncated = 1,
    Error = 2,
    Warning = 3,
}
