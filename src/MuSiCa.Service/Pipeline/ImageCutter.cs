using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;

namespace MuSiCa.Service.Pipeline;

/// <summary>What the decode workers do with an image: pixels, and out of them views for the finder or faces for the cascade.</summary>
internal sealed class ImageCutter(
    ImageDecoder decoder, FinderSwitch finder, TimeProvider timeProvider, IOptions<FindingOptions> finding)
{
    private readonly ViewPreparer? _views =
        finder.Session is { } session ? new ViewPreparer(session.Package, finding.Value.QueueLimit) : null;

    /// <summary>Decodes an image and cuts its views out.</summary>
    /// <returns>One for each planned, in order; whoever takes them gives them back.</returns>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    public IReadOnlyList<PreparedView> CutViews(ImageScope image, CancellationToken cancellationToken)
    {
        Decode(image, cancellationToken);
        DecodedImage pixels = image.Pixels;
        var views = new List<PreparedView>(image.Plan.Views!.Views.Length);
        try
        {
            foreach (View view in image.Plan.Views.Views)
            {
                cancellationToken.ThrowIfCancellationRequested();
                views.Add(_views!.Prepare(new RgbPixels(pixels.Pixels, pixels.Width, pixels.Height), Mapping(pixels), view));
            }

            return views;
        }
        catch
        {
            views.ForEach(static view => view.Dispose());
            throw;
        }
    }

    /// <summary>Cuts some of the faces of an image out, decoding it where that has not been done. Behind the last its pixels go.</summary>
    /// <param name="image">The image.</param>
    /// <param name="boxes">All of its faces.</param>
    /// <param name="first">The first to be cut out.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>One for each, in order; whoever takes them disposes of them.</returns>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    public IReadOnlyList<PreparedFace> CutFaces(
        ImageScope image, IReadOnlyList<BoundingBox> boxes, int first, int count, CancellationToken cancellationToken)
    {
        if (!image.IsDecoded)
        {
            Decode(image, cancellationToken);
        }

        long start = timeProvider.GetTimestamp();
        DecodedImage pixels = image.Pixels;
        var cut = new List<PreparedFace>(count);
        using var reduced = new ReducedImages();
        try
        {
            for (int i = first; i < first + count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                cut.Add(image.Request.Order.Model.Preparer.Prepare(
                    new RgbPixels(pixels.Pixels, pixels.Width, pixels.Height), Mapping(pixels), boxes[i], reduced));
            }
        }
        catch
        {
            cut.ForEach(static face => face.Dispose());
            throw;
        }

        if (first + count == boxes.Count)
        {
            image.ReleasePixels();
        }

        image.Framed += timeProvider.GetElapsedTime(start);
        return cut;
    }

    private static PixelMapping Mapping(DecodedImage pixels) => new(pixels.ScaleX, pixels.ScaleY, pixels.OffsetX, pixels.OffsetY);

    private void Decode(ImageScope image, CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        image.Decode(decoder, cancellationToken);
        image.Decoded += timeProvider.GetElapsedTime(start);
    }
}
