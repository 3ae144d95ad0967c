namespace MuSiCa.Inference;

/// <summary>
/// Moves views through a finder in three steps that can be called apart: <see cref="Gather"/> fills a batch, <see cref="Execute"/>
/// runs the network, <see cref="Read"/> takes the candidates of one view. Thread-safe for different views and batches.
/// </summary>
public sealed class FinderRunner
{
    private readonly FinderSession _session;

    /// <summary>Creates a runner.</summary>
    /// <param name="session">The finder; stays the caller's.</param>
    public FinderRunner(FinderSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
    }

    /// <summary>Fills the inputs of a batch with views, in their order. They are copied and may be given back afterwards.</summary>
    /// <exception cref="ArgumentException">The batch or a view has another layout, or there are too many views.</exception>
    public void Gather(ReadOnlySpan<PreparedView> views, FinderBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ViewLayout layout = _session.Package.View;
        if (batch.Layout != layout)
        {
            throw new ArgumentException($"A batch for {batch.Layout} cannot hold views of {layout}.", nameof(batch));
        }

        batch.Count = views.Length;
        for (int i = 0; i < views.Length; i++)
        {
            ReadOnlySpan<byte> pixels = views[i].Pixels;
            if (pixels.Length != layout.ByteCount)
            {
                throw new ArgumentException($"View {i} of the batch has {pixels.Length} bytes instead of {layout.ByteCount}.", nameof(views));
            }

            pixels.CopyTo(batch.Pixels[(i * layout.ByteCount)..]);
        }
    }

    /// <summary>Runs the network for the views gathered in a batch.</summary>
    /// <exception cref="ObjectDisposedException">The session is closed.</exception>
    public void Execute(FinderBatch batch) => _session.Run(batch);

    /// <summary>Adds the candidates of one view of a batch that was run, mapped to its image.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The place of the view in the batch.</param>
    /// <param name="view">Where the view lies in its image.</param>
    /// <param name="threshold">The least score of a candidate, above 0.</param>
    /// <param name="candidates">Takes the candidates; keeps the best where there are more than it holds.</param>
    /// <exception cref="FinderOutputException">The finder gave a value that is not a finite number.</exception>
    public void Read(FinderBatch batch, int row, View view, float threshold, CandidateList candidates)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, batch.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        int cells = batch.Layout.CellCount;
        bool finite = PeakReader.Read(
            batch.Layout,
            batch.Score.Slice(row * cells, cells),
            batch.Box.Slice(row * FinderBatch.Edges * cells, FinderBatch.Edges * cells),
            view,
            threshold,
            candidates);
        if (!finite)
        {
            throw new FinderOutputException(_session.Package.Name);
        }
    }
}

/// <summary>A finder answered a view with a value that is not a finite number, so nothing is known of its faces.</summary>
public sealed class FinderOutputException(string finder)
    : Exception($"The face finder '{finder}' gave a value that is not a finite number.");
