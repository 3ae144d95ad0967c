namespace MuSiCa.Inference.Tests;

internal static class TinyModel
{
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "Assets", "tiny-model");

    public static string ExpectedPath { get; } = Path.Combine(AppContext.BaseDirectory, "Assets", "expected.json");

    public static ModelPackage Package { get; } = ModelPackage.Load(Directory);

    public static ExecutionOptions OnCpu { get; } = new() { Provider = ExecutionProvider.Cpu, IntraOpThreads = 1 };

    public static CascadeSession Open() => CascadeSession.Open(Package, OnCpu);
}
