using System.Collections.Immutable;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A finder that finds one face in each view: where in the view, its first pixel says.</summary>
internal sealed class FakeFinder : IFinderGraph, IDisposable
{
    private static readonly ViewLayout Layout = new(Size: 32, Stride: 8);

    private static readonly FinderPackage Package = new()
    {
        Directory = "none",
        Name = "fake",
        Version = "1",
        View = Layout,
        Graph = new GraphDescription("none", "none", 1),
        Box = "any",
        Faces = new FaceRange(4, 32),
        Threshold = 0.5f,
        Suppression = 0.4f,
        Table = [],
        Training = new TrainingNote("none", "none", new DateOnly(2026, 1, 1), "none"),
        License = "none",
        Metrics = ImmutableSortedDictionary<string, double>.Empty,
    };

    private readonly ViewPreparer _views = new(Package);
    private readonly List<int> _batches = [];

    /// <summary>Called at the start of every run with the number of views.</summary>
    public Action<int> OnRun { get; set; } = static _ => { };

    /// <summary>Cells whose views come out as no number.</summary>
    public HashSet<int> Spoilt { get; } = [];

    /// <summary>Whether the network has been closed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Sizes of the batches so far.</summary>
    public int[] Batches
    {
        get
        {
            lock (_batches)
            {
                return [.. _batches];
            }
        }
    }

    public static int BytesPerView => Layout.ByteCount;

    /// <summary>Cells of a view, in each of which a face may be.</summary>
    public static int Cells => Layout.CellCount;

    public int PaddedCount(int count) => count;

    public FinderSession Session() => new(Package, this, new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));

    public void Dispose() => IsDisposed = true;

    /// <summary>A view with a face in a cell.</summary>
    public PreparedView View(int cell)
    {
        byte[] pixels = new byte[Layout.ByteCount];
        Array.Fill(pixels, (byte)cell);
        return _views.Prepare(
            new RgbPixels(pixels, Layout.Size, Layout.Size), PixelMapping.Identity, new View(Layout.Center, Layout.Center, 1, ViewEdges.None));
    }

    public void Run(FinderBatch batch)
    {
        lock (_batches)
        {
            _batches.Add(batch.Count);
        }

        OnRun(batch.Count);
        batch.Score.Clear();
        for (int row = 0; row < batch.Count; row++)
        {
            int cell = batch.Pixels[row * Layout.ByteCount];
            batch.Score[(row * Cells) + cell] = Spoilt.Contains(cell) ? float.NaN : 0.9f;
            for (int edge = 0; edge < FinderBatch.Edges; edge++)
            {
                batch.Box[(((row * FinderBatch.Edges) + edge) * Cells) + cell] = edge < 2 ? cell : cell + 2;
            }
        }
    }
}
