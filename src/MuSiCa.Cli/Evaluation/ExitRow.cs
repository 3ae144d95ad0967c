using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>A rule of leaving early, in words, and what it gave.</summary>
internal sealed record ExitRow(string Label, ExitPoint Point)
{
    /// <summary>Measures a rule by itself, whatever the number of stages that a face may run.</summary>
    public static ExitRow Measure(MeasuredFaces faces, ExitPlan rule)
    {
        bool byGain = faces.Gains is not null && rule.GainThreshold > 0;
        float threshold = byGain ? rule.GainThreshold : rule.Threshold;
        string label = string.Create(
            CultureInfo.InvariantCulture, $"predicted {(byGain ? "gain" : "error")} < {threshold:0.#####}");
        return new ExitRow(label, ExitPoint.Measure(faces, SelectiveFigures.LastStages(faces, rule), threshold));
    }
}
