using MuSiCa.Inference;

namespace MuSiCa.Service.Models;

/// <summary>When a face may leave the cascade; thresholds are fractions of the inter-ocular distance (0.04 is 4 %).</summary>
/// <param name="Threshold">A face whose predicted error is below it leaves, where a request asks for nothing else.</param>
/// <param name="FinalThreshold">A face whose last predicted error is above it is answered as uncertain.</param>
/// <param name="Profiles">Threshold of each value that the query parameter <c>profile</c> takes.</param>
/// <param name="Table">What thresholds gave on validation data: error and stages to expect.</param>
internal sealed record ExitDescription(
    float Threshold,
    float FinalThreshold,
    IReadOnlyDictionary<string, float> Profiles,
    IReadOnlyList<ExitTableRow> Table);
