namespace MuSiCa.Cli;

/// <summary>What the errors of a set of faces come to, in percent; all but one figure are of the inter-ocular errors.</summary>
internal record ErrorFigures
{
    /// <summary>Sums up errors given as fractions, see <see cref="Statistics"/> for the definitions.</summary>
    public ErrorFigures(IReadOnlyList<double> ocular, IReadOnlyList<double> pupil)
    {
        NmeInterOcular = Statistics.Mean(ocular);
        NmeInterPupil = Statistics.Mean(pupil);
        P95InterOcular = Statistics.Percentile95(ocular);
        Fr8 = Statistics.FailureRate(ocular, 8);
        Fr10 = Statistics.FailureRate(ocular, 10);
        Auc8 = Statistics.AreaUnderCed(ocular, 8);
        Auc10 = Statistics.AreaUnderCed(ocular, 10);
    }

    public double NmeInterOcular { get; }

    public double NmeInterPupil { get; }

    public double P95InterOcular { get; }

    public double Fr8 { get; }

    public double Fr10 { get; }

    public double Auc8 { get; }

    public double Auc10 { get; }
}
