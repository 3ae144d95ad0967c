using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>When faces leave the cascade. Thresholds are predicted inter-ocular NMEs as fractions (0.04 = 4 %).</summary>
public sealed record ExitCalibration
{
    /// <summary>The default threshold: a face whose predicted error is below it leaves early.</summary>
    public required float Threshold { get; init; }

    /// <summary>A face whose last predicted error is above it is answered as uncertain.</summary>
    public required float FinalThreshold { get; init; }

    /// <summary>Named thresholds, such as <c>fast</c>, <c>balanced</c> and <c>accurate</c>.</summary>
    public required ImmutableSortedDictionary<string, float> Profiles { get; init; }

    /// <summary>
    /// The default gain threshold: a face whose predicted gain, of all stages still to come, is below it leaves early. 0, where nobody
    /// leaves by it, in packages that predict no gain.
    /// </summary>
    public float GainThreshold { get; init; }

    /// <summary>Gain thresholds of the named profiles; 0 where one is missing.</summary>
    public ImmutableSortedDictionary<string, float> GainProfiles { get; init; } = ImmutableSortedDictionary<string, float>.Empty;

    /// <summary>Whether any gain threshold lets faces leave, so that every stage must predict its gain.</summary>
    public bool UsesGain => GainThreshold > 0 || GainProfiles.Values.Any(static threshold => threshold > 0);

    /// <summary>What thresholds gave on validation data, by ascending threshold; empty where the model was not calibrated.</summary>
    public required ImmutableArray<ExitTableRow> Table { get; init; }
}

/// <summary>What an exit threshold gave on the validation part of the training data.</summary>
/// <param name="Threshold">Exit threshold, as a fraction of the inter-ocular distance.</param>
/// <param name="Nme">Mean inter-ocular NME, percent.</param>
/// <param name="P95">95th percentile of the inter-ocular NME, percent.</param>
/// <param name="MeanStages">Mean number of stages a face took.</param>
/// <param name="MultiplyAdds">Mean multiply-adds a face took.</param>
public sealed record ExitTableRow(double Threshold, double Nme, double P95, double MeanStages, double MultiplyAdds);
