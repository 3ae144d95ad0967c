using System.Buffers;
using System.Diagnostics;
using MuSiCa.Imaging;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using static System.FormattableString;
using Sharp = SixLabors.ImageSharp.Image;
using Vips = NetVips.Image;

namespace MuSiCa.Bench;

/// <summary>The service's own binding of libvips against the packages that it could use instead, in turn on the same photos.</summary>
internal sealed class DecodeBench(BenchPlan plan, Action<string> report)
{
    private const int Quarter = 4;
    private const int SmallPhotos = 8;
    private const int LargePhotos = 2;
    private const int Seed = 7;

    private readonly ImageDecoder _decoder = new(new ImagingLimits());

    public DecodeResult Run(CancellationToken cancellationToken)
    {
        report("decode: making photos");
        var maker = new PhotoMaker(RepositoryFolder.Samples());
        BenchPhoto[] small = maker.Make(640, 480, SmallPhotos, Seed);
        BenchPhoto[] large = maker.Make(4000, 3000, LargePhotos, Seed);
        return new DecodeResult(
        [
            .. Measure("640x480", small, 1, cancellationToken),
            .. Measure("4000x3000", large, 1, cancellationToken),
            .. Measure("4000x3000, shrunk to a quarter", large, Quarter, cancellationToken),
        ]);
    }

    private IEnumerable<DecodePoint> Measure(string name, BenchPhoto[] photos, int shrink, CancellationToken cancellationToken)
    {
        (string Name, Action<byte[]> Decode)[] ways =
        [
            ("own binding", photo => _decoder.Decode(photo, shrink).Dispose()),
            ("NetVips", photo => DecodeByVips(photo, shrink)),
            ("ImageSharp", photo => DecodeBySharp(photo, shrink)),
        ];
        List<(double Milliseconds, double Bytes)>[] rounds = [.. ways.Select(static _ => new List<(double, double)>())];
        for (int round = 0; round <= plan.DecodeRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report(Invariant($"decode: {name}, round {round} of {plan.DecodeRounds}"));
            for (int way = 0; way < ways.Length; way++)
            {
                (double, double) cost = Cost(ways[way].Decode, photos);
                if (round > 0)
                {
                    rounds[way].Add(cost);
                }
            }
        }

        double own = Figures.Median(rounds[0].Select(static cost => cost.Milliseconds));
        return ways.Select((way, index) =>
        {
            double milliseconds = Figures.Median(rounds[index].Select(static cost => cost.Milliseconds));
            return new DecodePoint(
                name, way.Name, milliseconds, milliseconds / own, Figures.Median(rounds[index].Select(static cost => cost.Bytes)));
        });
    }

    // Processor time of the whole process: decoders have threads of their own.
    private (double Milliseconds, double Bytes) Cost(Action<byte[]> decode, BenchPhoto[] photos)
    {
        int decodes = 0;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        do
        {
            decode(photos[decodes % photos.Length].Encoded);
            decodes++;
        }
        while (Stopwatch.GetElapsedTime(start) < plan.DecodeWindow);
        processor = Environment.CpuUsage.TotalTime - processor;
        return (processor.TotalMilliseconds / decodes, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / decodes);
    }

    private static void DecodeByVips(byte[] photo, int shrink)
    {
        using Vips loaded = Vips.JpegloadBuffer(photo, shrink: shrink, access: NetVips.Enums.Access.Sequential);
        using Vips upright = loaded.Autorot();
        upright.WriteToMemory<byte>();
    }

    private static void DecodeBySharp(byte[] photo, int shrink)
    {
        using SixLabors.ImageSharp.Image<Rgb24> image = Sharp.Load<Rgb24>(photo);
        image.Mutate(pixels =>
        {
            pixels.AutoOrient();
            if (shrink > 1)
            {
                pixels.Resize(image.Width / shrink, image.Height / shrink, KnownResamplers.Box);
            }
        });
        byte[] rgb = ArrayPool<byte>.Shared.Rent(3 * image.Width * image.Height);
        image.CopyPixelDataTo(rgb.AsSpan(0, 3 * image.Width * image.Height));
        ArrayPool<byte>.Shared.Return(rgb);
    }
}
