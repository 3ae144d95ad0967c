namespace MuSiCa.Inference;

/// <summary>One stage of the cascade, whatever runs it. Thread-safe as long as each thread brings its own batch.</summary>
public interface IStage
{
    /// <summary>
    /// How many rows are really computed for a batch of <paramref name="count"/> faces: devices that dislike new shapes pad.
    /// A batch never runs with more rows than its capacity.
    /// </summary>
    int PaddedCount(int count);

    /// <summary>
    /// Computes the outputs of the first <see cref="StageBatch.Count"/> faces of a batch from its inputs.
    /// What a face gets does not depend on the other faces of the batch.
    /// </summary>
    void Run(StageBatch batch);
}
