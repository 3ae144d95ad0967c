using System.Diagnostics.Metrics;
using MuSiCa.Inference;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Telemetry;

/// <summary>The instruments of streams, see docs/metrics.md.</summary>
internal sealed class TrackMetrics
{
    private static readonly KeyValuePair<string, object?>[] States =
    [
        .. Enum.GetNames<TrackState>().Select(static name => new KeyValuePair<string, object?>("state", name.ToLowerInvariant())),
    ];

    private readonly ServiceMetrics _requests;
    private readonly Counter<long> _faces;
    private readonly Counter<long> _skipped;

    public TrackMetrics(IMeterFactory meters, ServiceMetrics requests, Tracking.StreamPlaces places)
    {
        _requests = requests;
        Meter meter = meters.Create(ServiceMetrics.MeterName);
        _faces = meter.CreateCounter<long>("musica.track.faces", "{face}", "Faces in frames, by what the frame means for their track.");
        _skipped = meter.CreateCounter<long>("musica.track.skipped", "{frame}", "Frames that gave way to newer ones.");
        _skipped.Add(0);
        Array.ForEach(States, state => _faces.Add(0, state));
        meter.CreateObservableGauge("musica.track.streams", () => places.Taken, "{stream}", "Streams that are tracked.");
        meter.CreateObservableGauge("musica.track.streams.limit", () => places.Limit, "{stream}", "Streams that may be tracked.");
    }

    /// <summary>A frame was answered, perhaps with a problem.</summary>
    public void FrameFinished(Problem? problem, double seconds) => _requests.RequestFinished(
        "track", problem is null ? RequestOutcome.Ok : RequestOutcomes.Of(problem.Type), seconds);

    /// <summary>Frames gave way to newer ones.</summary>
    public void Skipped(uint frames) => _skipped.Add(frames);

    /// <summary>A face was seen in a frame.</summary>
    public void Seen(TrackState state) => _faces.Add(1, States[(int)state]);
}
