using System.Text;
using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>
/// Renders SVG text that this program wrote, charts for example, to PNG. Not for anything a stranger sends: SVG is not
/// among the formats of <see cref="ImageDecoder"/>. Thread-safe.
/// </summary>
/// <remarks>Labels in the family <c>DejaVu Sans</c> are drawn on machines without fonts too: the font comes with the program.</remarks>
public static unsafe class SvgRenderer
{
    private static readonly Lazy<bool> Ready = new(Prepare);

    /// <summary>Renders on white.</summary>
    /// <param name="svg">The document; its width and height in pixels decide the size.</param>
    /// <param name="scale">Pixels of the result per pixel of the document.</param>
    /// <returns>The PNG's bytes.</returns>
    /// <exception cref="ArgumentException">The document cannot be rendered.</exception>
    public static byte[] RenderPng(string svg, double scale = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(svg);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        _ = Ready.Value;
        var text = Encoding.UTF8.GetBytes(svg);
        fixed (byte* document = text)
        {
            using var load = new VipsOperation("svgload_buffer"u8);
            load.Set("buffer"u8, document, text.Length).Set("scale"u8, scale);
            if (!load.TryBuild())
            {
                throw new ArgumentException($"The SVG document cannot be rendered: {VipsError.Take()}", nameof(svg));
            }

            using var drawn = load.GetImage("out"u8);
            using var flatten = new VipsOperation("flatten"u8);
            using var flat = flatten.Set("in"u8, drawn).SetArray("background"u8, [255, 255, 255]).Build("lay a chart on white").GetImage("out"u8);
            using var save = new VipsOperation("pngsave_buffer"u8);
            return save.Set("in"u8, flat).Build("encode a chart").GetBytes("buffer"u8);
        }
    }

    private static bool Prepare()
    {
        VipsRuntime.EnsureStarted();
        VipsRuntime.SetBlocked("VipsForeignLoadSvg"u8, false);

        var fonts = Path.Combine(AppContext.BaseDirectory, "fonts");
        if (OperatingSystem.IsLinux() && !HasFontconfig())
        {
            // Without any configuration fontconfig complains on stderr at each start; ours is empty.
            SetNativeEnvironment("FONTCONFIG_FILE", Path.Combine(fonts, "fonts.conf"));
        }

        // Text drawn once with a font file adds that file to fontconfig for the process, librsvg included.
        using var text = new VipsOperation("text"u8);
        text.Set("text"u8, "x"u8)
            .Set("font"u8, "DejaVu Sans"u8)
            .Set("fontfile"u8, ZeroTerminated(Path.Combine(fonts, "DejaVuSans.ttf")))
            .Build("load the font of charts");
        return true;
    }

    private static bool HasFontconfig() =>
        Environment.GetEnvironmentVariable("FONTCONFIG_FILE") is not null
        || Environment.GetEnvironmentVariable("FONTCONFIG_PATH") is not null
        || File.Exists("/etc/fonts/fonts.conf");

    /// <summary>.NET keeps its own copy of the environment, which native code does not see.</summary>
    private static void SetNativeEnvironment(string name, string value)
    {
        fixed (byte* nativeName = ZeroTerminated(name))
        fixed (byte* nativeValue = ZeroTerminated(value))
        {
            _ = Native.g_setenv(nativeName, nativeValue, 0);
        }
    }

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
