using MuSiCa.Cli;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>One face at rest, frame by frame, in percent of the distance of its eyes.</summary>
/// <param name="Variant">How it was followed.</param>
/// <param name="Error">Its landmarks against those of the photo itself.</param>
/// <param name="Corner">How far right of its mean place an outer eye corner is.</param>
internal sealed record TrackTrace(string Variant, IReadOnlyList<double> Error, IReadOnlyList<double> Corner)
{
    public static TrackTrace Of(
        string variant, Sequence sequence, IReadOnlyList<IReadOnlyList<TrackedFace>> frames, LandmarkScheme scheme)
    {
        double[] still = sequence.Photos[0].Faces[0].Still;
        double eyes = FaceError.InterOcular(still, scheme);
        float[][] shapes =
        [
            .. frames.SelectMany(static faces => faces.Where(static face => face.Alignment is not null).Take(1))
                .Select((face, frame) => sequence.Steps[frame].Pose.ToPhoto(face.Alignment!.Landmarks)),
        ];
        double[] corner = [.. shapes.Select(shape => (double)shape[2 * scheme.EyeCorners.First])];
        return new TrackTrace(
            variant,
            [.. shapes.Select(shape => 100 * FaceError.MeanDistance(shape, still) / eyes)],
            [.. corner.Select(x => 100 * (x - corner.Average()) / eyes)]);
    }
}
