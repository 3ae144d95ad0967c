using MuSiCa.Finder;
using MuSiCa.Imaging;
using MuSiCa.Service.Landmarks;

namespace MuSiCa.Service.Finding;

/// <summary>
/// An image that has been decoded and searched. The cascade takes its faces out of the same pixels; until they have their places
/// there, a drain of the finder waits for it.
/// </summary>
internal sealed class FoundPicture(SearchedViews searched, FoundFace[] faces) : IPicture
{
    /// <summary>What was looked at.</summary>
    public ViewPlan Plan => searched.Plan;

    /// <summary>What was found, the largest first.</summary>
    public IReadOnlyList<FoundFace> Faces => faces;

    /// <summary>What the header says.</summary>
    public ImageInfo Info => searched.Image.Info;

    /// <summary>How long finding took: cutting out views, waiting for the finder, running it, selecting.</summary>
    public TimeSpan Searched { get; init; }

    /// <summary>How long header and pixels took.</summary>
    public TimeSpan Decoded => searched.Decoding;

    public ImageInfo Probe(ImageDecoder decoder) => Info;

    public DecodedImage Decode(ImageDecoder decoder, double maxShrink, ImageRegion region, CancellationToken cancellationToken) =>
        searched.Image.Share();

    public void Dispose() => searched.Dispose();
}
