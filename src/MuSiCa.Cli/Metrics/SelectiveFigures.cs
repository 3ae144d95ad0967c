using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>The figures when faces leave early.</summary>
internal sealed record SelectiveFigures : ErrorFigures
{
    // Thresholds are single-precision numbers, and more digits would be noise.
    private const int ThresholdDigits = 6;

    private SelectiveFigures(MeasuredFaces faces, ExitPlan plan, int[] last)
        : base(ExitCurves.Taken(faces.Ocular, last), ExitCurves.Taken(faces.Pupil, last))
    {
        Threshold = Math.Round(plan.Threshold, ThresholdDigits);
        GainThreshold = plan.GainThreshold > 0 ? Math.Round(plan.GainThreshold, ThresholdDigits) : null;
        MeanStages = last.Average() + 1;
        MeanMultiplyAdds = last.Average(stage => (double)faces.WorkUpTo(stage));
        Exits = [.. Enumerable.Range(0, faces.Stages).Select(stage => last.Count(face => face == stage))];
    }

    /// <summary>Predicted error, as a fraction, below which faces left.</summary>
    public double Threshold { get; }

    /// <summary>Predicted gain, as a fraction, below which faces left too; left out where none did by it.</summary>
    public double? GainThreshold { get; }

    /// <summary>Mean number of stages.</summary>
    public double MeanStages { get; }

    /// <summary>Mean multiply-adds.</summary>
    public double MeanMultiplyAdds { get; }

    /// <summary>How many faces left after each stage.</summary>
    public int[] Exits { get; }

    /// <summary>Applies the exit rule.</summary>
    /// <param name="faces">The faces.</param>
    /// <param name="plan">When a face leaves.</param>
    public static SelectiveFigures Create(MeasuredFaces faces, ExitPlan plan) => new(faces, plan, LastStages(faces, plan));

    /// <summary>The last stage, counted from 0, that each face runs under the rule.</summary>
    public static int[] LastStages(MeasuredFaces faces, ExitPlan plan)
    {
        int[] byError = ExitCurves.LeaveBelow(faces.Predicted, plan.Threshold);
        int[] byGain = faces.Gains is { } gains && plan.GainThreshold > 0 ? ExitCurves.LeaveBelow(gains, plan.GainThreshold) : byError;
        return [.. byError.Zip(byGain, (error, gain) => Math.Min(Math.Min(error, gain), plan.Stages - 1))];
    }
}
