using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>A rule by which faces leave the cascade, and how all faces of a data set left it.</summary>
/// <param name="Label">The rule in words.</param>
/// <param name="Plan">The rule.</param>
/// <param name="Alignments">One for each face.</param>
internal sealed record JudgedRule(string Label, ExitPlan Plan, FaceAlignment[] Alignments)
{
    /// <summary>All stages and the rule in question, each without further passes and, where the model has some, with them.</summary>
    public static JudgedRule[] All(ModelPackage package, ExitPlan plan, int faces)
    {
        ExitPlan whole = plan with { Threshold = 0, GainThreshold = 0, Stages = package.Stages.Length };
        int[] retries = package.Retries.IsEmpty ? [0] : [0, package.Retries.Length];
        return
        [
            .. from rule in new[] { ("all stages", whole), ("selective", plan) }
               from count in retries
               select new JudgedRule(
                   count == 0 ? rule.Item1 : $"{rule.Item1}, once more where uncertain",
                   rule.Item2 with { Retries = count },
                   new FaceAlignment[faces]),
        ];
    }

    /// <summary>Sums it up.</summary>
    public JudgedFigures Measure(FaceSet set, LandmarkScheme scheme)
    {
        double[] distances = [.. Alignments.Zip(set.Faces, static (one, face) => FaceError.MeanDistance(one.Landmarks.AsSpan(), face.Truth))];
        return new JudgedFigures(
            [.. distances.Zip(set.Faces, (distance, face) => distance / FaceError.InterOcular(face.Truth, scheme))],
            [.. distances.Zip(set.Faces, (distance, face) => distance / FaceError.InterPupil(face.Truth, scheme))],
            this);
    }
}
