using System.Diagnostics.Metrics;

namespace MuSiCa.Bench;

/// <summary>Reads the scheduler's own metrics of its batches.</summary>
internal sealed class BatchLog : IDisposable
{
    private const string Meter = "MuSiCa";
    private const string Size = "musica.batch.size";
    private const string Padding = "musica.batch.padding";

    private readonly MeterListener _listener = new();
    private readonly long[] _batches;
    private readonly long[] _faces;
    private readonly long[] _padding;

    /// <summary>Listens to every scheduler that is created from now on.</summary>
    public BatchLog(int stages)
    {
        _batches = new long[stages];
        _faces = new long[stages];
        _padding = new long[stages];
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meter && instrument.Name is Size or Padding)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>(Note);
        _listener.Start();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_batches);
        Array.Clear(_faces);
        Array.Clear(_padding);
    }

    /// <summary>Mean number of faces in the batches of each stage; 0 where none ran.</summary>
    public double[] MeanBatch() => [.. _faces.Zip(_batches, static (faces, batches) => batches == 0 ? 0 : faces / (double)batches)];

    /// <summary>Share of the computed rows that were nobody's.</summary>
    public double PaddingShare() => _padding.Sum() is var rows && rows == 0 ? 0 : rows / (double)(rows + _faces.Sum());

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        int stage = (int)tags[0].Value! - 1;
        if (instrument.Name == Size)
        {
            Interlocked.Increment(ref _batches[stage]);
            Interlocked.Add(ref _faces[stage], value);
        }
        else
        {
            Interlocked.Add(ref _padding[stage], value);
        }
    }
}
