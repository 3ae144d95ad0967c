using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

/// <summary>What an image will take, known from its header.</summary>
/// <param name="Decoding">What decoding it takes.</param>
/// <param name="Views">What the finder looks at; null where boxes are given.</param>
/// <param name="Faces">Faces that it has, or is expected to have.</param>
internal sealed record ImagePlan(DecodePlan Decoding, ViewPlan? Views, int Faces)
{
    // To draw a picture and encode it, by the megabyte that it may take.
    private const double PictureWork = 8;

    // Milliseconds of a processor of the reference machine: a view in the finder, a face in frame and cascade, and what any image costs.
    private const double ViewWork = 2.5;
    private const double FaceWork = 1.5;
    private const double ImageWork = 0.3;

    // What a megabyte of a photo takes to be decoded where little is known of it.
    private const double MegabyteWork = 20;

    /// <summary>What a request takes, in milliseconds, as far as that can be told before any of it is there.</summary>
    /// <param name="length">Bytes of its body; 0 where it does not say.</param>
    /// <param name="boxes">Faces given; 0 where they are to be found.</param>
    public static double Roughly(long length, int boxes) =>
        ImageWork + (length / 1e6 * MegabyteWork) + (boxes > 0 ? boxes * FaceWork : ViewWork + FaceWork);

    /// <summary>Bytes that a picture of it, or crops of its faces, take at most; 0 where there are none.</summary>
    public long PictureBytes { get; init; }

    /// <summary>Pixels that it has, as its header says.</summary>
    public long Pixels => (long)Decoding.Info.Width * Decoding.Info.Height;

    /// <summary>Milliseconds of a processor of the reference machine that all of it is expected to take.</summary>
    public double Work => ImageWork + Decoding.Work + (ViewWork * (Views?.Views.Length ?? 0)) + (FaceWork * Faces) + (PictureWork * PictureBytes / 1e6);
}

/// <summary>Plans images from their headers: nothing is decoded that will not be looked at, and nothing before it fits.</summary>
internal sealed class ImagePlanner(
    ImageDecoder decoder,
    FinderSwitch finder,
    MemoryBudget memory,
    IOptions<FindingOptions> finding,
    IOptions<RequestOptions> requests)
{
    // The cascade takes its faces from the same pixels. It was trained on faces of 90 and more, and of the smallest ones that the
    // views show, which are rare, so much is left.
    private const double LeastDecodedFace = 80;

    // Follows about the last fifty photos.
    private const double Weight = 0.02;

    // A photo that is many times more work than its length tells is its sender's affair.
    private const double MostOverRough = 8;

    private double _found = 1;
    private double _searchedOverRough = 1;
    private double _givenOverRough = 1;

    /// <summary>Plans an image whose faces are given.</summary>
    /// <param name="preparer">What will cut them out.</param>
    /// <param name="picture">The image.</param>
    /// <param name="boxes">Their boxes, at least one.</param>
    /// <param name="isDrawn">Whether a picture of it is drawn, which needs all of its pixels.</param>
    /// <param name="crop">How its faces are cut out, which may need any of its pixels; null where they are not.</param>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    /// <exception cref="ProblemException">A box does not fit the image, or the image not into memory.</exception>
    public ImagePlan ForBoxes(FacePreparer preparer, IPicture picture, IReadOnlyList<BoundingBox> boxes, bool isDrawn = false, CropQuery? crop = null)
    {
        ImageInfo info = picture.Probe(decoder);
        for (int i = 0; i < boxes.Count; i++)
        {
            FaceBoxes.CheckAgainst(info.Width, info.Height, boxes[i], i);
        }

        if (!isDrawn && crop is null)
        {
            return new ImagePlan(Decoding(preparer, picture, boxes), null, boxes.Count);
        }

        double shrink = boxes.Min(preparer.MaxShrink);
        shrink = isDrawn ? Math.Min(shrink, PicturePainter.MaxShrink(info)) : shrink;
        long bytes = BytesFor(info, isDrawn, crop, boxes.Count);
        return new ImagePlan(Whole(picture, info, shrink, bytes), null, boxes.Count) { PictureBytes = bytes };
    }

    /// <summary>Plans an image whose faces are to be found.</summary>
    /// <param name="picture">The image.</param>
    /// <param name="query">Which faces are wanted.</param>
    /// <param name="maxFaces">How many at most.</param>
    /// <param name="isDrawn">Whether a picture of it is drawn.</param>
    /// <param name="crop">How its faces are cut out; null where they are not.</param>
    /// <exception cref="ImageException">The image cannot be used.</exception>
    /// <exception cref="ProblemException">The image does not fit into memory.</exception>
    public ImagePlan ForSearch(IPicture picture, FindQuery query, int maxFaces, bool isDrawn = false, CropQuery? crop = null)
    {
        ImageInfo info = picture.Probe(decoder);
        FinderPackage package = finder.Session!.Package;

        // What is guaranteed for views is what an image can wait for.
        long most = Math.Clamp(memory.AlwaysFor(MemoryUse.Views) / package.View.ByteCount, 1, finding.Value.MaxViews);
        ViewPlan views = ViewPlan.Create(package, info.Width, info.Height, query.MinFace, (int)most);
        double shrink = Math.Clamp(views.LeastFace / LeastDecodedFace, 1, views.MaxShrink);
        shrink = isDrawn ? Math.Min(shrink, PicturePainter.MaxShrink(info)) : shrink;
        long bytes = BytesFor(info, isDrawn, crop, maxFaces);
        DecodePlan decoding = Whole(picture, info, shrink, bytes);
        int faces = query.BoxesOnly ? 1 : Math.Clamp((int)Math.Round(Volatile.Read(ref _found)), 1, maxFaces);
        return new ImagePlan(decoding, views, faces) { PictureBytes = bytes };
    }

    /// <summary>Says what decoding takes for faces whose boxes fit the image.</summary>
    public DecodePlan Decoding(FacePreparer preparer, IPicture picture, IReadOnlyList<BoundingBox> boxes)
    {
        double shrink = boxes.Min(preparer.MaxShrink);
        ImageRegion region = boxes
            .Select(box => preparer.FrameArea(box, shrink))
            .Select(static area => new ImageRegion(area.X, area.Y, (double)area.X + area.Width, (double)area.Y + area.Height))
            .Aggregate(static (one, other) => one.Union(other));
        return Fitting(picture.Plan(decoder, shrink, region));
    }

    /// <summary>What a request is expected to take, in milliseconds, before any of it is there, as requests of its kind did.</summary>
    /// <param name="length">Bytes of its body; 0 where it does not say.</param>
    /// <param name="boxes">Faces given; 0 where they are to be found.</param>
    public double Expect(long length, int boxes) =>
        ImagePlan.Roughly(length, boxes) * Volatile.Read(ref boxes > 0 ? ref _givenOverRough : ref _searchedOverRough);

    /// <summary>Notes what a request takes, so that the next ones of its kind are expected to take as much.</summary>
    /// <param name="work">What it takes, in milliseconds.</param>
    /// <param name="length">Bytes of its body.</param>
    /// <param name="boxes">Faces given; 0 where they are to be found.</param>
    public void NoteWork(double work, long length, int boxes)
    {
        double ratio = Math.Clamp(work / ImagePlan.Roughly(length, boxes), 1 / MostOverRough, MostOverRough);
        Follow(ref boxes > 0 ? ref _givenOverRough : ref _searchedOverRough, ratio);
    }

    /// <summary>Notes how many faces were found in a photo, so that the next ones are expected to have as many.</summary>
    public void NoteFound(int faces) => Follow(ref _found, Math.Min(faces, requests.Value.MaxFaces));

    // A lost update is one photo less of many.
    private static void Follow(ref double mean, double seen)
    {
        double before = Volatile.Read(ref mean);
        Volatile.Write(ref mean, before + (Weight * (seen - before)));
    }

    private static long BytesFor(ImageInfo info, bool isDrawn, CropQuery? crop, int faces) =>
        (isDrawn ? PicturePainter.BytesFor(info) : 0) + (crop?.BytesFor(faces) ?? 0);

    private DecodePlan Whole(IPicture picture, ImageInfo info, double shrink, long pictureBytes) => Fitting(
        picture.Plan(decoder, shrink, new ImageRegion(0, 0, info.Width - 1, info.Height - 1)), pictureBytes);

    // What is guaranteed for pixels is what an image can wait for; one that needs more could wait for ever.
    private DecodePlan Fitting(DecodePlan plan, long pictureBytes = 0) =>
        plan.PeakBytes + pictureBytes <= memory.AlwaysFor(MemoryUse.Images) ? plan
        : throw new ProblemException(ProblemTypes.ImageTooManyPixels,
            $"{(pictureBytes == 0 ? "Decoding" : "Decoding and drawing")} this image needs {plan.PeakBytes + pictureBytes:N0} bytes of memory, and the service has {memory.AlwaysFor(MemoryUse.Images):N0} for "
                + "images (three eighths of setting MuSiCa:Serving:MemoryLimit). Send a smaller one.");
}
