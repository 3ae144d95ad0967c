using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>The boxes found in one image.</summary>
/// <param name="Finder">The finder that answered.</param>
/// <param name="Image">The image the coordinates belong to.</param>
/// <param name="LeastFace">Longer side of the smallest face that was looked for, in pixels of the image.</param>
/// <param name="Faces">The faces, the largest first.</param>
public sealed record FindingAnswer(ModelAnswer Finder, ImageAnswer Image, double LeastFace, ImmutableArray<FoundFaceAnswer> Faces)
{
    private const int SizeDigits = 2;

    /// <summary>The name of the file, where there may be several; absent where it has none.</summary>
    [JsonPropertyOrder(-1)]
    public string? File { get; init; }

    /// <summary>Puts the finds of an image into an answer.</summary>
    /// <param name="package">The finder that answered.</param>
    /// <param name="plan">The views that were looked at.</param>
    /// <param name="faces">The faces.</param>
    public static FindingAnswer From(FinderPackage package, ViewPlan plan, IEnumerable<FoundFace> faces)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(plan);
        return new FindingAnswer(
            new ModelAnswer(package.Name, package.Version),
            new ImageAnswer(plan.ImageWidth, plan.ImageHeight),
            Math.Round(plan.LeastFace, SizeDigits),
            [.. faces.Select(FoundFaceAnswer.From)]);
    }
}

/// <summary>How found boxes are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FindingAnswer))]
public sealed partial class FindingJsonContext : JsonSerializerContext;

/// <summary>A face that was found.</summary>
/// <param name="Box">Its box, to a hundredth of a pixel.</param>
/// <param name="Score">Probability that it is a face, 0 to 1.</param>
public sealed record FoundFaceAnswer(BoxAnswer Box, double Score)
{
    /// <summary>Digits of a score in answers.</summary>
    public const int ScoreDigits = 4;

    /// <summary>Puts a find into the words of an answer.</summary>
    public static FoundFaceAnswer From(FoundFace face) =>
        new(new BoxAnswer(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height), Math.Round(face.Score, ScoreDigits));
}
