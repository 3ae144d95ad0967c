using System.Collections.Immutable;

namespace MuSiCa.Client;

/// <summary>A loaded model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="License">Terms under which it may be used.</param>
/// <param name="Landmarks">What its landmarks mean.</param>
/// <param name="Exit">When a face may leave.</param>
public sealed record ModelInfo(string Name, string Version, string License, LandmarkScheme Landmarks, ExitThresholds Exit);

/// <summary>Predicted errors that decide, as fractions of the distance between the outer eye corners.</summary>
/// <param name="Threshold">A face below it leaves, where a call has no limits.</param>
/// <param name="FinalThreshold">A face above it after its last stage is uncertain.</param>
/// <param name="Profiles">Thresholds by the names that <see cref="LocateOptions.Profile"/> takes.</param>
public sealed record ExitThresholds(float Threshold, float FinalThreshold, IReadOnlyDictionary<string, float> Profiles);

/// <summary>What the landmarks of a model mean. Left and right are those of the person in the picture.</summary>
/// <param name="Scheme">Name, such as <c>ibug68</c>.</param>
/// <param name="Count">Landmarks of a face.</param>
/// <param name="Groups">The parts of the face.</param>
/// <param name="Mirror">For each landmark its counterpart in a mirrored picture of the face.</param>
/// <param name="FivePoints">The five points that face recognition aligns by; <see langword="null"/> where the model does not name them.</param>
public sealed record LandmarkScheme(
    string Scheme, int Count, ImmutableArray<LandmarkGroup> Groups, ImmutableArray<int> Mirror, FivePoints? FivePoints = null);

/// <summary>A part of the face.</summary>
/// <param name="Name">Such as <c>left-eye</c>.</param>
/// <param name="Indices">Of its landmarks, in drawing order.</param>
public sealed record LandmarkGroup(string Name, ImmutableArray<int> Indices);

/// <summary>The five points that face recognition aligns by. Each is the mean of the landmarks whose indices stand here.</summary>
/// <param name="LeftEye">Centre of the left eye of the person.</param>
/// <param name="RightEye">Centre of the right eye.</param>
/// <param name="NoseTip">Tip of the nose.</param>
/// <param name="LeftMouth">Left corner of the mouth.</param>
/// <param name="RightMouth">Right corner of the mouth.</param>
public sealed record FivePoints(
    ImmutableArray<int> LeftEye,
    ImmutableArray<int> RightEye,
    ImmutableArray<int> NoseTip,
    ImmutableArray<int> LeftMouth,
    ImmutableArray<int> RightMouth)
{
    /// <summary>The points of a face: left eye, right eye, tip of the nose, left and right corner of the mouth.</summary>
    public ImmutableArray<Landmark> Of(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return [.. new[] { LeftEye, RightEye, NoseTip, LeftMouth, RightMouth }.Select(indices => Mean(face, indices))];
    }

    private static Landmark Mean(Face face, ImmutableArray<int> indices) => new(
        indices.Average(index => face.Landmarks[index].X), indices.Average(index => face.Landmarks[index].Y));
}
