namespace MuSiCa.Cli;

/// <summary>The figures after a stage that all faces have run.</summary>
internal sealed record StageFigures : ErrorFigures
{
    /// <summary>Sums up a stage, counted from 0.</summary>
    public StageFigures(MeasuredFaces faces, int stage)
        : base(faces.Ocular[stage], faces.Pupil[stage])
    {
        Stage = stage + 1;
        MultiplyAdds = faces.WorkUpTo(stage);
        RankCorrelation = Statistics.RankCorrelation(faces.Predicted[stage], faces.Ocular[stage]);
    }

    /// <summary>The stage, counted from 1.</summary>
    public int Stage { get; }

    /// <summary>Multiply-adds a face has taken up to here.</summary>
    public long MultiplyAdds { get; }

    /// <summary>Spearman's correlation of predicted and true error.</summary>
    public double RankCorrelation { get; }
}
