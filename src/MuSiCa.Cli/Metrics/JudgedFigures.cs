using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>The figures of faces under a rule, and of those of them that are accepted.</summary>
internal sealed record JudgedFigures : ErrorFigures
{
    /// <summary>Sums up errors given as fractions.</summary>
    public JudgedFigures(double[] ocular, double[] pupil, JudgedRule rule)
        : base(ocular, pupil)
    {
        Rule = rule.Label;
        MeanPasses = rule.Alignments.Average(static face => face.Passes);
        MeanMultiplyAdds = rule.Alignments.Average(static face => (double)face.MultiplyAdds);
        double[] accepted = [.. ocular.Where((_, face) => rule.Alignments[face].Status == AlignmentStatus.Accepted)];
        Accepted = accepted.Length;
        AcceptedNme = accepted.Length == 0 ? null : Statistics.Mean(accepted);
        AcceptedFr10 = accepted.Length == 0 ? null : Statistics.FailureRate(accepted, 10);
    }

    /// <summary>The rule in words.</summary>
    public string Rule { get; }

    /// <summary>Mean number of passes through the cascade.</summary>
    public double MeanPasses { get; }

    /// <summary>Mean multiply-adds of all passes.</summary>
    public double MeanMultiplyAdds { get; }

    /// <summary>Faces that are accepted; the others are uncertain.</summary>
    public int Accepted { get; }

    /// <summary>Inter-ocular NME of these; left out where there are none.</summary>
    public double? AcceptedNme { get; }

    /// <summary>Share of these with an error over 10 %; left out where there are none.</summary>
    public double? AcceptedFr10 { get; }
}
