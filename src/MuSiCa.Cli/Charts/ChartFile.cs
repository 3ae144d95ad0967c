using MuSiCa.Imaging;

namespace MuSiCa.Cli;

internal static class ChartFile
{
    private const double PixelsPerUnit = 1.5;

    public static void Write(string path, ChartSheet sheet, Screen screen)
    {
        OutputFile.Write(path, SvgRenderer.RenderPng(sheet.ToSvg(), PixelsPerUnit));
        screen.Remark($"wrote {path}");
    }
}
