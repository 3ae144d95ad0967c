namespace MuSiCa.Imaging;

/// <summary>An encoded image was refused; the message is fit for the person who sent it.</summary>
/// <param name="kind">Why.</param>
/// <param name="message">What is wrong, with the value found and, for limits, the limit.</param>
public sealed class ImageException(ImageErrorKind kind, string message) : Exception(message)
{
    /// <summary>Why the image was refused.</summary>
    public ImageErrorKind Kind { get; } = kind;
}
