namespace MuSiCa.Inference.Tests;

internal static class TinyFinder
{
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "Assets", "tiny-finder");

    public static FinderPackage Package { get; } = FinderPackage.Load(Directory);

    public static ExecutionOptions OnCpu { get; } = new() { Provider = ExecutionProvider.Cpu, IntraOpThreads = 1 };

    public static FinderSession Open() => FinderSession.Open(Package, OnCpu);
}
