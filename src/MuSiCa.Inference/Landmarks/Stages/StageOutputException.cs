namespace MuSiCa.Inference;

/// <summary>A stage answered with a value that is not a finite number, so that face has no landmarks.</summary>
public sealed class StageOutputException(int stage, string model)
    : Exception($"Stage {stage} of model '{model}' gave a value that is not a finite number.")
{
    /// <summary>The stage, counted from 1.</summary>
    public int Stage { get; } = stage;
}
