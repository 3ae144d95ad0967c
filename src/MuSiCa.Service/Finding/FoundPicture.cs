using MuSiCa.Finder;
using MuSiCa.Imaging;
using MuSiCa.Service.Landmarks;
using MuSiCa.Serving;

namespace MuSiCa.Service.Finding;

/// <summary>An image that has been decoded and searched. The cascade takes its faces out of the same pixels.</summary>
internal sealed class FoundPicture(DecodedImage image, ViewPlan plan, FoundFace[] faces, MemoryBudget memory) : IPicture
{
    private int _disposed;

    /// <summary>What was looked at.</summary>
    public ViewPlan Plan => plan;

    /// <summary>What was found, the largest first.</summary>
    public IReadOnlyList<FoundFace> Faces => faces;

    /// <summary>What the header says.</summary>
    public ImageInfo Info => image.Info;

    /// <summary>How long header and pixels took.</summary>
    public TimeSpan Decoded { get; init; }

    /// <summary>How long finding took: cutting out views, waiting for the finder, running it, selecting.</summary>
    public TimeSpan Searched { get; init; }

    public ImageInfo Probe(ImageDecoder decoder) => image.Info;

    public DecodedImage Decode(ImageDecoder decoder, double maxShrink, ImageRegion region, CancellationToken cancellationToken) =>
        image.Share();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            memory.Free(image.Pixels.Length);
            image.Dispose();
        }
    }
}
