using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>The answer for one image, the same from the service and from the command line.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Image">The image the coordinates belong to.</param>
/// <param name="Faces">One entry for each box, in the order of the boxes; of faces that were found, the largest first.</param>
/// <param name="Timing">Where the time of the image went; absent where nobody asked.</param>
/// <param name="Finder">The finder that found the faces; absent where their boxes were given.</param>
public sealed record AlignmentAnswer(
    ModelAnswer Model,
    ImageAnswer Image,
    ImmutableArray<FaceAnswer> Faces,
    ImageTimingAnswer? Timing = null,
    ModelAnswer? Finder = null)
{
    /// <summary>The name of the file, where there may be several; absent where it has none.</summary>
    [JsonPropertyOrder(-1)]
    public string? File { get; init; }

    /// <summary>Puts the alignments of an image into an answer.</summary>
    /// <param name="package">The model that answered.</param>
    /// <param name="width">Width of the upright full-resolution image.</param>
    /// <param name="height">Height of the upright full-resolution image.</param>
    /// <param name="alignments">The faces.</param>
    /// <param name="details">What is asked for beside the landmarks.</param>
    public static AlignmentAnswer From(
        ModelPackage package, int width, int height, IEnumerable<FaceAlignment> alignments, AnswerDetails details = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new AlignmentAnswer(
            new ModelAnswer(package.Name, package.Version),
            new ImageAnswer(width, height),
            [.. alignments.Select(face => FaceAnswer.From(face, package.Landmarks, details))]);
    }
}

/// <summary>How answers are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlignmentAnswer))]
public sealed partial class AnswerJsonContext : JsonSerializerContext;

/// <summary>The image as the coordinates mean it: after EXIF orientation, at full resolution.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record ImageAnswer(int Width, int Height);

/// <summary>Where the time of an image went before its faces were handed to the model, in milliseconds.</summary>
/// <param name="Receive">From the first byte of the request until all of its body was there; the same for every image of it.</param>
/// <param name="Wait">Waiting to be prepared.</param>
/// <param name="Decode">Reading the header and the pixels.</param>
/// <param name="Frame">Cutting out the faces and building their pyramids.</param>
/// <param name="Find">Finding the faces; absent where their boxes were given.</param>
public sealed record ImageTimingAnswer(double Receive, double Wait, double Decode, double Frame, double? Find = null);

/// <summary>The model that answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record ModelAnswer(string Name, string Version);
