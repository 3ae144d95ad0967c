using System.Diagnostics.Metrics;

namespace MuSiCa.Serving.Tests;

/// <summary>Makes the meter of one scheduler and keeps what it measures.</summary>
internal sealed class MeterCollector : IMeterFactory
{
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly List<Instrument> _instruments = [];
    private readonly List<MeterReading> _readings = [];
    private Meter? _meter;

    public MeterCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter))
            {
                lock (_lock)
                {
                    _instruments.Add(instrument);
                }

                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Called with the outcome of each face when it is counted.</summary>
    public Action<string> OnFace { get; set; } = static _ => { };

    /// <summary>Every instrument.</summary>
    public IReadOnlyList<Instrument> Instruments
    {
        get
        {
            lock (_lock)
            {
                return [.. _instruments];
            }
        }
    }

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        return _meter = new Meter(options);
    }

    /// <summary>What an instrument has measured so far.</summary>
    public IReadOnlyList<MeterReading> Of(string instrument)
    {
        lock (_lock)
        {
            return [.. _readings.Where(reading => reading.Instrument == instrument)];
        }
    }

    /// <summary>What a counter has counted so far, for each of its tags.</summary>
    public Dictionary<string, double> Counts(string instrument) =>
        Of(instrument).GroupBy(reading => reading.Tags).ToDictionary(group => group.Key, group => group.Sum(reading => reading.Value));

    /// <summary>What a gauge shows now, for each of its tags.</summary>
    public Dictionary<string, double> Now(string gauge)
    {
        lock (_lock)
        {
            _readings.RemoveAll(reading => reading.Instrument == gauge);
        }

        _listener.RecordObservableInstruments();
        return Of(gauge).GroupBy(reading => reading.Tags).ToDictionary(group => group.Key, group => group.Last().Value);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter?.Dispose();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string text = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        lock (_lock)
        {
            _readings.Add(new MeterReading(instrument.Name, value, text));
        }

        if (instrument.Name == "musica.faces")
        {
            OnFace((string)tags[0].Value!);
        }
    }
}
