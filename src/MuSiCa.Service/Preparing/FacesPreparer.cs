using MuSiCa.Cascade;
using MuSiCa.Imaging;
using MuSiCa.Service.Landmarks;

namespace MuSiCa.Service.Preparing;

/// <summary>From an image to faces ready for the model: header, boxes, pixels, frames.</summary>
internal sealed class FacesPreparer(ImageDecoder decoder, FacePreparer preparer, TimeProvider timeProvider)
{
    /// <summary>Decodes no more of the image than the smallest face needs, and nothing before the boxes fit it.</summary>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    /// <exception cref="Problems.ProblemException">A box does not fit the image.</exception>
    public PreparedFaces Prepare(IPicture picture, IReadOnlyList<BoundingBox> boxes, CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        ImageInfo info = picture.Probe(decoder);
        for (int i = 0; i < boxes.Count; i++)
        {
            FaceBoxes.CheckAgainst(info.Width, info.Height, boxes[i], i);
        }

        double shrink = boxes.Min(preparer.MaxShrink);
        using DecodedImage image = picture.Decode(decoder, shrink, RegionOf(boxes, shrink), cancellationToken);
        TimeSpan decoding = timeProvider.GetElapsedTime(start);
        var mapping = new PixelMapping(image.ScaleX, image.ScaleY, image.OffsetX, image.OffsetY);
        var faces = new List<PreparedFace>(boxes.Count);
        try
        {
            foreach (BoundingBox box in boxes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                faces.Add(preparer.Prepare(new RgbPixels(image.Pixels, image.Width, image.Height), mapping, box));
            }
        }
        catch
        {
            faces.ForEach(static face => face.Dispose());
            throw;
        }

        return new PreparedFaces(info, faces, decoding, timeProvider.GetElapsedTime(start) - decoding);
    }

    private ImageRegion RegionOf(IReadOnlyList<BoundingBox> boxes, double shrink) => boxes
        .Select(box => preparer.FrameArea(box, shrink))
        .Select(static area => new ImageRegion(area.X, area.Y, (double)area.X + area.Width, (double)area.Y + area.Height))
        .Aggregate(static (one, other) => one.Union(other));
}
