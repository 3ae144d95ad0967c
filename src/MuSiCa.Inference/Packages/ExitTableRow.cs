namespace MuSiCa.Inference;

/// <summary>What an exit threshold gave on the validation part of the training data.</summary>
/// <param name="Threshold">Exit threshold, as a fraction of the inter-ocular distance.</param>
/// <param name="Nme">Mean inter-ocular NME, percent.</param>
/// <param name="P95">95th percentile of the inter-ocular NME, percent.</param>
/// <param name="MeanStages">Mean number of stages a face took.</param>
/// <param name="MultiplyAdds">Mean multiply-adds a face took.</param>
public sealed record ExitTableRow(double Threshold, double Nme, double P95, double MeanStages, double MultiplyAdds);
