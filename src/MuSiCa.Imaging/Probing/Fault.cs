namespace MuSiCa.Imaging;

/// <summary>Makes the exceptions of the header readers.</summary>
internal static class Fault
{
    public static ImageException Truncated(FormattableString message) =>
        new(ImageErrorKind.Truncated, FormattableString.Invariant(message));

    public static ImageException Corrupt(FormattableString message) =>
        new(ImageErrorKind.Corrupt, FormattableString.Invariant(message));

    public static ImageException Unsupported(FormattableString message) =>
        new(ImageErrorKind.Unsupported, FormattableString.Invariant(message));
}
