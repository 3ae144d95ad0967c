namespace MuSiCa.Cli;

/// <summary>The figures when faces leave below a threshold.</summary>
internal sealed record SelectiveFigures : ErrorFigures
{
    // Thresholds are single-precision numbers, and more digits would be noise.
    private const int ThresholdDigits = 6;

    private SelectiveFigures(MeasuredFaces faces, double threshold, int[] last)
        : base(ExitCurves.Taken(faces.Ocular, last), ExitCurves.Taken(faces.Pupil, last))
    {
        Threshold = Math.Round(threshold, ThresholdDigits);
        MeanStages = last.Average() + 1;
        MeanMultiplyAdds = last.Average(stage => (double)faces.WorkUpTo(stage));
        Exits = [.. Enumerable.Range(0, faces.Stages).Select(stage => last.Count(face => face == stage))];
    }

    /// <summary>Predicted error, as a fraction, below which faces left.</summary>
    public double Threshold { get; }

    /// <summary>Mean number of stages.</summary>
    public double MeanStages { get; }

    /// <summary>Mean multiply-adds.</summary>
    public double MeanMultiplyAdds { get; }

    /// <summary>How many faces left after each stage.</summary>
    public int[] Exits { get; }

    /// <summary>Applies the exit rule.</summary>
    /// <param name="faces">The faces.</param>
    /// <param name="threshold">Predicted error, as a fraction, below which a face leaves.</param>
    /// <param name="stages">The last stage a face may run, counted from 1.</param>
    public static SelectiveFigures Create(MeasuredFaces faces, double threshold, int stages) =>
        new(faces, threshold, LastStages(faces, threshold, stages));

    /// <summary>The last stage, counted from 0, that each face runs under the rule.</summary>
    public static int[] LastStages(MeasuredFaces faces, double threshold, int stages) =>
        [.. ExitCurves.LeaveBelow(faces.Predicted, threshold).Select(stage => Math.Min(stage, stages - 1))];
}
