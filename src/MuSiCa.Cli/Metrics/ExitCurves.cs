namespace MuSiCa.Cli;

/// <summary>
/// What leaving early costs and saves: the exit rule beside a fixed number of stages, exits by chance, and oracles that know
/// the true error, or what the stages still to come would gain.
/// </summary>
/// <param name="PredictedError">The rule, by ascending threshold.</param>
/// <param name="Fixed">The same number of stages for every face.</param>
/// <param name="Random">Exits by chance after every stage but the last, by ascending share.</param>
/// <param name="OracleError">The rule if predictions were perfect.</param>
/// <param name="OracleGain">Leaving where the last stage would lower the true error by less than a threshold.</param>
/// <param name="PredictedGain">The rule of predicted gains, by ascending threshold; left out where the model predicts none.</param>
internal sealed record ExitCurves(
    ExitPoint[] PredictedError,
    ExitPoint[] Fixed,
    ExitPoint[] Random,
    ExitPoint[] OracleError,
    ExitPoint[] OracleGain,
    ExitPoint[]? PredictedGain)
{
    private const int CurvePoints = 60;
    private const int RandomShares = 21;
    private const int RandomDraws = 20;
    private const int Seed = 1;

    public static ExitCurves Measure(MeasuredFaces faces)
    {
        double[][] gains =
        [
            .. faces.Ocular.Select(stage => stage.Zip(faces.Ocular[^1], (error, final) => error - final).ToArray()),
        ];
        return new ExitCurves(
            Rule(faces.Predicted, faces),
            [.. Enumerable.Range(0, faces.Stages).Select(stage => ExitPoint.Measure(faces, Everyone(faces, stage), stage + 1))],
            ByChance(faces),
            Rule(faces.Ocular, faces),
            Rule(gains, faces),
            faces.Gains is null ? null : Rule(faces.Gains, faces));
    }

    /// <summary>The last stage each face runs when it leaves at the first score below a threshold.</summary>
    public static int[] LeaveBelow(double[][] scores, double threshold)
    {
        int[] last = new int[scores[0].Length];
        for (int face = 0; face < last.Length; face++)
        {
            while (last[face] < scores.Length - 1 && !(scores[last[face]][face] < threshold))
            {
                last[face]++;
            }
        }

        return last;
    }

    /// <summary>The value of each face after its last stage.</summary>
    public static double[] Taken(double[][] values, int[] last) => [.. last.Select((stage, face) => values[stage][face])];

    private static int[] Everyone(MeasuredFaces faces, int stage) => [.. Enumerable.Repeat(stage, faces.Count)];

    private static ExitPoint[] Rule(double[][] scores, MeasuredFaces faces)
    {
        double[] inner = [.. scores.SkipLast(1).SelectMany(stage => stage).Order()];
        if (inner.Length == 0)
        {
            return [ExitPoint.Measure(faces, Everyone(faces, 0), 0)];
        }

        return
        [
            .. Enumerable.Range(0, CurvePoints)
                .Select(point => Statistics.Quantile(inner, point / (CurvePoints - 1.0)))
                .Distinct()
                .Select(threshold => ExitPoint.Measure(faces, LeaveBelow(scores, threshold), threshold)),
        ];
    }

    private static ExitPoint[] ByChance(MeasuredFaces faces)
    {
        var random = new Random(Seed);
        return
        [
            .. Enumerable.Range(0, RandomShares)
                .Select(point => point / (RandomShares - 1.0))
                .Select(share => ExitPoint.Mean([.. Enumerable.Range(0, RandomDraws).Select(_ => Draw(faces, share, random))])),
        ];
    }

    private static ExitPoint Draw(MeasuredFaces faces, double share, Random random)
    {
        double[][] chances = [.. faces.Ocular.Select(stage => stage.Select(_ => random.NextDouble()).ToArray())];
        return ExitPoint.Measure(faces, LeaveBelow(chances, share), share);
    }
}
