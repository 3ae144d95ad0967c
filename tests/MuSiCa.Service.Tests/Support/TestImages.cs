using MuSiCa.Imaging;

namespace MuSiCa.Service.Tests;

/// <summary>Small valid images, each 32 by 24 pixels, and some that are none.</summary>
internal static class TestImages
{
    public const int Width = 32;
    public const int Height = 24;

    public static byte[] Png { get; } = Paint().EncodePng();

    public static byte[] Jpeg { get; } = Paint().EncodeJpeg();

    public static byte[] WebPLossy { get; } = Convert.FromBase64String(
        "UklGRnoBAABXRUJQVlA4WAoAAAAIAAAAHwAAFwAAVlA4IJoAAAAwBQCdASogABgAPwlwq1ArpqOisAwBcCEJbACdMoR6boM6qFiPtU32XZZC5bTvUL5oAAD+/LTFohfu"
        + "MDh72/HS28SbtU4quPuf+4Hn/r1GMV6h0fMHGuNmopya+7B4bHIyp/pGSUVVd9tGbXIhhLZpC9E2/l2wZIkYv/4Mp/qaWQ/1YY9AndbjEoiBzruYdtw2McDjKcQQ"
        + "AAAARVhJRroAAABFeGlmAABJSSoACAAAAAYAEgEDAAEAAAABAAAAGgEFAAEAAABWAAAAGwEFAAEAAABeAAAAKAEDAAEAAAACAAAAEwIDAAEAAAABAAAAaYcEAAEAAABm"
        + "AAAAAAAAADhjAADoAwAAOGMAAOgDAAAGAACQBwAEAAAAMDIxMAGRBwAEAAAAAQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAIAAAAAOgBAABAAAAGAAA"
        + "AAAAAAA=");

    public static byte[] WebPLossless { get; } = Convert.FromBase64String(
        "UklGRl4BAABXRUJQVlA4WAoAAAAIAAAAHwAAFwAAVlA4TH4AAAAvH8AFALkyRPQ/FmLBZP7QfTmUP/of4WDaNpIg4+u/47uf2UVPB8FtJEmKnL08ZpKYnqWPCSDQ9gHb"
        + "P490hwTgsUEBDtxTFODCe4YEHPgeoWJCOkHHjiUubJX0FR1XRgX+DRU7UkLwBQoSJqQUbECV0/JAR8GRMPDBQMzID29FWElGugAAAEV4aWYAAElJKgAIAAAABgASAQMA"
        + "AQAAAAEAAAAaAQUAAQAAAFYAAAAbAQUAAQAAAF4AAAAoAQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAGYAAAAAAAAAOGMAAOgDAAA4YwAA6AMAAAYAAJAHAAQA"
        + "AAAwMjEwAZEHAAQAAAABAgMAAKAHAAQAAAAwMTAwAaADAAEAAAD//wAAAqAEAAEAAAAgAAAAA6AEAAEAAAAYAAAAAAAAAA==");

    public static byte[] Gif { get; } = Convert.FromBase64String(
        "R0lGODdhIAAYAIEAANy0llp4oAAAAAAAACwAAAAAIAAYAEAIVwADCBxIsKDBgwgLAljIsKHDhAgdSmwIsWKAhxYjTtwIIKNGhh5DiqzIceHIiyUlhkypcmTKkzBjypx5"
        + "kqNMlh1d4szpcSfInj55ZvRZk+XNjTSTKh0YEAA7");

    public static byte[] Bmp { get; } = Convert.FromBase64String(
        "Qk2eAAAAAAAAAD4AAAAoAAAAIAAAABgAAAABAAEAAAAAAGAAAADEDgAAxA4AAAIAAAACAAAAAAAAAP////8AAAAAAAAAAAAAAAAAA+AAAA/4AAAf/AAAP/4AAH//AAB/"
        + "/wAA//+AAP//gAD//4AA//+AAP//gAB//wAAf/8AAD/+AAAf/AAAD/gAAAPgAAAAAAAAAAAAAAAAAAAAAAA=");

    public static byte[] Tiff { get; } = Convert.FromBase64String(
        "SUkqANQAAACAFo8KCBQSBwWEQeFQaGQmGwuHRGIROHxWJRaKReNRmORiPRuPx2QSORSWQyeSSiTSmWSuXSqYS1QNxaJaaTaazebzKeS+ezOc0GcUOdUKdz6kTGO0WiUa"
        + "nU2hz+pS+mVWn1aoUelVuU1ivVewVCp1yKV+s2GzVqxz+02i3Weo0mx224XSzWuk3a33q42S/XzAW+8VvA3W90LB2zD4bGWq5Y+GYXJTXE5CC5PG5TLZuPZisZW/V3F5"
        + "/OaCZXTTaXVaHV6nWa/XbHWx2AgKAAABAwABAAAAIAAAAAEBAwABAAAAGAAAAAIBAwADAAAAUgEAAAMBAwABAAAABQAAAAYBAwABAAAAAgAAABEBBAABAAAACAAAABUB"
        + "AwABAAAAAwAAABYBAwABAAAAGAAAABcBBAABAAAAzAAAABwBAwABAAAAAQAAAAAAAAAIAAgACAA=");

    /// <summary>A PNG whose header announces 1 by 100,000,000 pixels, in 80 bytes.</summary>
    public static byte[] EndlessPng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEF9eEACAIAAAAD4HK5AAAAEUlEQVR4nGNgGAWjYBQMdwAAA+gAAbOm00YAAAAASUVORK5CYII=");

    /// <summary>The JPEG with EXIF orientation 6: to be turned a quarter, 24 by 32 pixels when upright.</summary>
    public static byte[] Sideways { get; } =
    [
        .. Jpeg[..2],
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8,
        .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        .. Jpeg[2..],
    ];

    public static byte[] Text { get; } = "no image at all, only some words"u8.ToArray();

    /// <summary>Every valid image by its name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Valid { get; } = new Dictionary<string, byte[]>
    {
        ["png"] = Png,
        ["jpeg"] = Jpeg,
        ["webp-lossy"] = WebPLossy,
        ["webp-lossless"] = WebPLossless,
        ["gif"] = Gif,
        ["bmp"] = Bmp,
        ["tiff"] = Tiff,
    };

    public static Canvas Paint(int width = Width, int height = Height)
    {
        var canvas = new Canvas(width, height, new RgbColor(90, 120, 160));
        canvas.DrawDot(width / 2.0, height / 2.0, height / 3.0, new RgbColor(220, 180, 150));
        canvas.DrawDot(width / 3.0, height / 3.0, height / 12.0, RgbColor.Black);
        canvas.DrawDot(width / 1.5, height / 3.0, height / 12.0, RgbColor.Black);
        return canvas;
    }
}
