using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>
/// The five points that face recognition and other tools align by. Each is the mean of the landmarks named here. Left and right are
/// those of the person in the picture, whose left eye is on the right-hand side of a photo.
/// </summary>
/// <param name="LeftEye">Landmarks around or at the centre of the left eye.</param>
/// <param name="RightEye">Landmarks around or at the centre of the right eye.</param>
/// <param name="NoseTip">The tip of the nose.</param>
/// <param name="LeftMouth">The left corner of the mouth.</param>
/// <param name="RightMouth">The right corner of the mouth.</param>
public sealed record FivePoints(
    ImmutableArray<int> LeftEye,
    ImmutableArray<int> RightEye,
    ImmutableArray<int> NoseTip,
    ImmutableArray<int> LeftMouth,
    ImmutableArray<int> RightMouth);
