namespace MuSiCa.Bench;

/// <summary>What the stages give straight on ONNX Runtime.</summary>
/// <param name="Tables">Both ways to use the processor.</param>
/// <param name="BestWay">The better one.</param>
/// <param name="BestBatch">Its best batch size.</param>
/// <param name="FacesPerSecond">Faces a second through all stages with them.</param>
/// <param name="Costs">Stage by stage, batch size to milliseconds, of one batch at a time on one lane; what <c>--costs</c> takes.</param>
internal sealed record CeilingResult(
    IReadOnlyList<CeilingTable> Tables,
    string BestWay,
    int BestBatch,
    double FacesPerSecond,
    IReadOnlyList<IReadOnlyDictionary<string, double>> Costs);
