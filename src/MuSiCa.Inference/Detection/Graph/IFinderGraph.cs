namespace MuSiCa.Inference;

/// <summary>The network of a finder, whatever runs it. Thread-safe as long as each thread brings its own batch.</summary>
public interface IFinderGraph
{
    /// <summary>
    /// How many rows are really computed for a batch of <paramref name="count"/> views: devices that dislike new shapes pad.
    /// A batch never runs with more rows than its capacity.
    /// </summary>
    int PaddedCount(int count);

    /// <summary>
    /// Computes the outputs of the first <see cref="FinderBatch.Count"/> views of a batch from its inputs.
    /// What a view gets does not depend on the other views of the batch.
    /// </summary>
    void Run(FinderBatch batch);
}
