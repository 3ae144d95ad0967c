using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

internal static class TinyModel
{
    public const int Landmarks = 6;

    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "Assets", "tiny-model");

    public static ModelPackage Package { get; } = ModelPackage.Load(Directory);
}
