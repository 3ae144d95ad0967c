using MuSiCa.Inference;

namespace MuSiCa.Service.Models;

/// <summary>What the landmarks of a model mean. Left and right are those of the person in the picture, not of who looks at it.</summary>
/// <param name="Scheme">Name of the annotation scheme, such as <c>ibug68</c>.</param>
/// <param name="Count">Number of landmarks of a face.</param>
/// <param name="Groups">The parts of the face; every landmark belongs to exactly one.</param>
/// <param name="Mirror">For each landmark the place of its counterpart in a mirrored picture of the face; its own where it lies in the middle.</param>
/// <param name="FivePoints">The five points that face recognition aligns by; absent where the model does not name them.</param>
/// <param name="Pose">Whether answers can say how heads are turned.</param>
internal sealed record LandmarksDescription(
    string Scheme, int Count, IReadOnlyList<LandmarkGroupDescription> Groups, IReadOnlyList<int> Mirror, FivePointsDescription? FivePoints, bool Pose)
{
    public static LandmarksDescription Of(LandmarkScheme scheme) => new(
        scheme.Name,
        scheme.Count,
        [.. scheme.Groups.Select(static group => new LandmarkGroupDescription(group.Name, group.Indices.Length, group.Indices))],
        scheme.Mirror,
        scheme.FivePoints is { } five
            ? new FivePointsDescription(five.LeftEye, five.RightEye, five.NoseTip, five.LeftMouth, five.RightMouth)
            : null,
        scheme.Head is not null);
}

/// <summary>A named part of the face.</summary>
/// <param name="Name">Name, such as <c>jaw</c>.</param>
/// <param name="Count">Number of its landmarks.</param>
/// <param name="Indices">Their places in <c>landmarks</c> of an answer, in drawing order.</param>
internal sealed record LandmarkGroupDescription(string Name, int Count, IReadOnlyList<int> Indices);

/// <summary>Five points of a face, each the mean of the landmarks named for it. Left and right are those of the person in the picture.</summary>
/// <param name="LeftEye">Centre of the left eye.</param>
/// <param name="RightEye">Centre of the right eye.</param>
/// <param name="NoseTip">Tip of the nose.</param>
/// <param name="LeftMouth">Left corner of the mouth.</param>
/// <param name="RightMouth">Right corner of the mouth.</param>
internal sealed record FivePointsDescription(
    IReadOnlyList<int> LeftEye,
    IReadOnlyList<int> RightEye,
    IReadOnlyList<int> NoseTip,
    IReadOnlyList<int> LeftMouth,
    IReadOnlyList<int> RightMouth);
