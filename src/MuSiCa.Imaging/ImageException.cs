namespace MuSiCa.Imaging;

/// <summary>An encoded image was refused; the message is fit for the person who sent it.</summary>
/// <param name="kind">Why.</param>
/// <param name="message">What is wrong, with the value found and, for limits, the limit.</param>
public sealed class ImageException(ImageErrorKind kind, string message) : Exception(message)
{
    /// <summary>Why the image was refused.</summary>
    public ImageErrorKind Kind { get; } = kind;
}

/// <summary>Why an encoded image was refused.</summary>
public enum ImageErrorKind
{
    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>Not of a format that is read (<see cref="ImageFormat"/>), or a variant of one that is not read (12-bit or arithmetic-coded JPEG, for example).</summary>
    Unsupported,

    /// <summary>All bytes are there, but they contradict the format or themselves.</summary>
    Corrupt,

    /// <summary>The bytes end before the image does.</summary>
    Truncated,

    /// <summary>More encoded bytes than <see cref="ImagingLimits.MaxEncodedBytes"/>.</summary>
    TooManyBytes,

    /// <summary>More pixels, frames counted, than <see cref="ImagingLimits.MaxPixels"/>.</summary>
    TooManyPixels,

    /// <summary>Wider than <see cref="ImagingLimits.MaxWidth"/>.</summary>
    TooWide,

    /// <summary>Taller than <see cref="ImagingLimits.MaxHeight"/>.</summary>
    TooTall,
}
