namespace MuSiCa.Cli;

/// <summary>One setting of a way to leave the cascade, and what it gave.</summary>
/// <param name="Setting">A threshold, a share or a number of stages, as the curve has it.</param>
/// <param name="Nme">Mean inter-ocular NME, percent.</param>
/// <param name="P95">95th percentile of it, percent.</param>
/// <param name="Fr8">Share of faces above 8 %, percent.</param>
/// <param name="MeanStages">Mean number of stages.</param>
/// <param name="MultiplyAdds">Mean multiply-adds.</param>
internal sealed record ExitPoint(double Setting, double Nme, double P95, double Fr8, double MeanStages, double MultiplyAdds)
{
    /// <summary>Measures faces that each stop after a stage of their own, counted from 0.</summary>
    public static ExitPoint Measure(MeasuredFaces faces, int[] last, double setting)
    {
        double[] errors = ExitCurves.Taken(faces.Ocular, last);
        return new ExitPoint(
            setting,
            Statistics.Mean(errors),
            Statistics.Percentile95(errors),
            Statistics.FailureRate(errors, 8),
            last.Average() + 1,
            last.Average(stage => (double)faces.WorkUpTo(stage)));
    }

    /// <summary>The mean of points measured with one setting.</summary>
    public static ExitPoint Mean(IReadOnlyList<ExitPoint> points) => new(
        points[0].Setting,
        points.Average(point => point.Nme),
        points.Average(point => point.P95),
        points.Average(point => point.Fr8),
        points.Average(point => point.MeanStages),
        points.Average(point => point.MultiplyAdds));

    /// <summary>The point of a curve at some mean multiply-adds, linear between its neighbours.</summary>
    public static ExitPoint At(IReadOnlyList<ExitPoint> curve, double multiplyAdds)
    {
        ExitPoint[] ordered = [.. curve.OrderBy(point => point.MultiplyAdds)];
        int above = Array.FindIndex(ordered, point => point.MultiplyAdds >= multiplyAdds);
        if (above <= 0)
        {
            return above == 0 ? ordered[0] : ordered[^1];
        }

        ExitPoint low = ordered[above - 1];
        ExitPoint high = ordered[above];
        double share = (multiplyAdds - low.MultiplyAdds) / (high.MultiplyAdds - low.MultiplyAdds);
        double Between(Func<ExitPoint, double> figure) => figure(low) + (share * (figure(high) - figure(low)));
        return new ExitPoint(
            Between(point => point.Setting),
            Between(point => point.Nme),
            Between(point => point.P95),
            Between(point => point.Fr8),
            Between(point => point.MeanStages),
            multiplyAdds);
    }
}
