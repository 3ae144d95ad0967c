using System.Globalization;
using System.Text;
using MuSiCa.Imaging;

namespace MuSiCa.Cli.Tests;

// Generated pictures with made-up truths for the tiny model, as 300-W lays them out.
internal sealed class FaceFolder : IDisposable
{
    public const int Width = 80;
    public const int Height = 60;

    private readonly TempFolder _folder = new();

    public FaceFolder(int faces)
    {
        var rows = new StringBuilder("name,source,width,height,x0,y0,x1,y1\n");
        for (int i = 0; i < faces; i++)
        {
            string name = $"face_{i}";
            _folder.Write($"faces/{name}.png", Picture(i));
            double[] truth = Truth(i);
            Truths.Add(name, truth);
            _folder.Write($"faces/{name}.pts", Pts(truth));
            rows.Append(CultureInfo.InvariantCulture, $"test/{name},made,{Width},{Height},{20 + i},{15.5},{50 + i},{45.5}\n");
        }

        rows.Append("train/elsewhere,made,9,9,0,0,5,5\n");
        Boxes = _folder.Write("boxes.csv", rows.ToString());
    }

    public Dictionary<string, double[]> Truths { get; } = [];

    public string Faces => _folder["faces"];

    public string Boxes { get; }

    public string this[string name] => _folder[name];

    public static byte[] Picture(int seed)
    {
        byte[] pixels = new byte[Width * Height * 3];
        new Random(seed).NextBytes(pixels);
        return ImageEncoder.EncodePng(pixels, Width, Height);
    }

    public static string Pts(double[] truth)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"version: 1\nn_points: {truth.Length / 2}\n{{\n");
        for (int i = 0; i < truth.Length; i += 2)
        {
            text.Append(CultureInfo.InvariantCulture, $"{truth[i] + 1:R} {truth[i + 1] + 1:R}\n");
        }

        return text.Append("}\n").ToString();
    }

    public void Dispose() => _folder.Dispose();

    private static double[] Truth(int seed)
    {
        var random = new Random(1000 + seed);
        double[] points = new double[2 * TinyModel.Landmarks];
        for (int i = 0; i < points.Length; i += 2)
        {
            int landmark = i / 2;
            points[i] = 35 + seed + (30 * TinyModel.Package.MeanShape[2 * landmark]) + random.NextDouble();
            points[i + 1] = 30.5 + (30 * TinyModel.Package.MeanShape[(2 * landmark) + 1]) + random.NextDouble();
        }

        return points;
    }
}
