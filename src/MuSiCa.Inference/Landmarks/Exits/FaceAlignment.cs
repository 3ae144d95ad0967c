using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>The landmarks of a face.</summary>
/// <param name="Box">The box the face was framed by, in pixels of the upright full-resolution image.</param>
/// <param name="Landmarks">x0, y0, x1, y1, … in pixels of the upright full-resolution image, pixel centres at integers.</param>
/// <param name="Stages">Number of stages that ran.</param>
/// <param name="Exit">Why the face left.</param>
/// <param name="PredictedError">Inter-ocular NME the last stage expects, as a fraction (0.04 = 4 %).</param>
/// <param name="Status">Whether the landmarks can be relied on.</param>
/// <param name="Degraded">Whether it left earlier than its threshold allows, because the service is in its degraded mode.</param>
public sealed record FaceAlignment(
    BoundingBox Box,
    ImmutableArray<float> Landmarks,
    int Stages,
    ExitReason Exit,
    float PredictedError,
    AlignmentStatus Status,
    bool Degraded = false);
