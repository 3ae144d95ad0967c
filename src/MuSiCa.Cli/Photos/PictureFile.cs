using MuSiCa.Imaging;

namespace MuSiCa.Cli;

internal static class PictureFile
{
    public static void CheckName(string path)
    {
        if (!IsPng(path) && !IsJpeg(path))
        {
            throw new UserException($"{path}: pictures are written as .png, .jpg or .jpeg");
        }
    }

    public static void Write(string path, Canvas canvas) =>
        OutputFile.Write(path, IsPng(path) ? canvas.EncodePng() : canvas.EncodeJpeg());

    private static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    private static bool IsJpeg(string path) =>
        path.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase);
}
