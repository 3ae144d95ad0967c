namespace MuSiCa.Imaging;

/// <summary>How messages call the formats.</summary>
internal static class FormatNames
{
    public static string Name(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "JPEG",
        ImageFormat.Png => "PNG",
        ImageFormat.WebP => "WebP",
        _ => "raw image",
    };
}
