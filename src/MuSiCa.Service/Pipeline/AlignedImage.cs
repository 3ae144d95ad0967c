using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Service.Pictures;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

/// <summary>An image whose faces have their landmarks, before any protocol puts that into its own words.</summary>
/// <param name="Model">The model whose they are.</param>
/// <param name="Image">The image that they are in.</param>
/// <param name="Faces">One for each box, in order; none where boxes are all that was asked for.</param>
/// <param name="Timing">Where its time went.</param>
internal sealed record AlignedImage(
    ModelPackage Model, ImageInfo Image, IReadOnlyList<AlignedFace> Faces, ImageTiming Timing)
{
    /// <summary>What the finder was asked and found; null where boxes were given.</summary>
    public FoundImage? Found { get; init; }

    /// <summary>What its answer says of faces beside their landmarks.</summary>
    public AnswerDetails Details { get; init; }

    /// <summary>The picture that was drawn, whoever answers with it disposes of it; null where none was asked for.</summary>
    public DrawnPicture? Picture { get; init; }
}

/// <summary>A face that has its landmarks.</summary>
/// <param name="Alignment">The landmarks and how it left the cascade.</param>
/// <param name="Timing">Where its time went once it was prepared.</param>
/// <param name="Appearance">How it looks; null where nobody asks.</param>
/// <param name="Score">Probability that its box holds a face; null where the box was given.</param>
/// <param name="Crop">The face cut out; null where nobody asks.</param>
internal readonly record struct AlignedFace(
    FaceAlignment Alignment, FaceTiming Timing, FaceAppearance? Appearance, float? Score = null, FaceCrop? Crop = null);

/// <summary>What a finder found in an image.</summary>
/// <param name="Finder">The finder.</param>
/// <param name="Plan">What was looked at.</param>
/// <param name="Faces">The boxes, the largest first.</param>
/// <param name="BoxesOnly">Whether they are all that was asked for.</param>
internal sealed record FoundImage(FinderPackage Finder, ViewPlan Plan, IReadOnlyList<FoundFace> Faces, bool BoxesOnly);

/// <summary>Where the time of an image went before its faces were handed to the model.</summary>
/// <param name="Received">From the first byte of the request until all of its body was there.</param>
/// <param name="Waited">Waiting to be prepared.</param>
/// <param name="Decoded">Reading header and pixels.</param>
/// <param name="Framed">Cutting out the faces and building their pyramids.</param>
/// <param name="Found">Finding the faces; null where boxes were given.</param>
internal readonly record struct ImageTiming(
    TimeSpan Received, TimeSpan Waited, TimeSpan Decoded, TimeSpan Framed, TimeSpan? Found = null);
