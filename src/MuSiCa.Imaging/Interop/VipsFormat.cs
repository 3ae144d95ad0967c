namespace MuSiCa.Imaging.Interop;

/// <summary>The sample formats of libvips that decoded images have.</summary>
internal enum VipsFormat
{
    UChar = 0,
    UShort = 2,
}
