namespace MuSiCa.Imaging;

/// <summary>How the pixels of an encoded image are coded.</summary>
/// <param name="Kind">The way of coding.</param>
/// <param name="Colour">What the loader delivers of it; alpha where there may be some.</param>
/// <param name="IsWide">Whether samples have 16 bits.</param>
internal readonly record struct PixelCoding(CodingKind Kind, SampleColour Colour, bool IsWide = false)
{
    /// <summary>Bytes that the loader keeps of the whole image, at full resolution whatever the shrink: the coefficients of a JPEG.</summary>
    public long CoefficientBytes { get; init; }

    /// <summary>Whether inks go through an ICC profile.</summary>
    public bool HasProfile { get; init; }
}
