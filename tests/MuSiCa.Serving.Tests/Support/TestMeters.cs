using System.Diagnostics.Metrics;
using System.Numerics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace MuSiCa.Serving.Tests;

/// <summary>Makes the meter of one scheduler, and collectors of what its instruments measure.</summary>
internal sealed class TestMeters : IMeterFactory
{
    // A collector watches one known instrument and tells nobody: which there are, and each moment of measuring, only a listener hears.
    private readonly MeterListener _listener = new();
    private readonly List<Instrument> _instruments = [];
    private Meter? _meter;

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter))
            {
                _instruments.Add(instrument);
                if (!instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => OnMeasured(instrument, tags.IsEmpty ? null : tags[0].Value));
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => OnMeasured(instrument, tags.IsEmpty ? null : tags[0].Value));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => OnMeasured(instrument, tags.IsEmpty ? null : tags[0].Value));
        _listener.Start();
    }

    /// <summary>Called with the instrument and its first tag at each measurement of a counter or histogram, on the thread that measures.</summary>
    public Action<Instrument, object?> OnMeasured { get; set; } = static (_, _) => { };

    /// <summary>Every instrument of the meter.</summary>
    public IReadOnlyList<Instrument> Instruments => _instruments;

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        return _meter = new Meter(options);
    }

    /// <summary>Collects what an instrument measures from now on, which need not exist yet.</summary>
    public MetricCollector<T> Watch<T>(string instrument)
        where T : struct => new(this, BatchScheduler.MeterName, instrument);

    /// <summary>What a gauge shows now, for each of its tags.</summary>
    public Dictionary<string, double> Now<T>(string gauge)
        where T : struct, INumber<T>
    {
        using MetricCollector<T> collector = Watch<T>(gauge);
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().ToDictionary(static shown => shown.TagText(), static shown => double.CreateChecked(shown.Value));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter?.Dispose();
    }
}
