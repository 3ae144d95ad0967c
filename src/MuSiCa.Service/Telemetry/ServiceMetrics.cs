using System.Diagnostics.Metrics;

namespace MuSiCa.Service.Telemetry;

/// <summary>The instruments of requests, see docs/metrics.md.</summary>
internal sealed class ServiceMetrics
{
    public const string MeterName = "MuSiCa";

    /// <summary>Why a request is refused that brings no key, or an unknown one.</summary>
    public const string ForKey = "key";

    /// <summary>Why a request is refused whose key or address has sent too much.</summary>
    public const string ForRate = "rate";

    private static readonly KeyValuePair<string, object?>[] Outcomes =
    [
        .. Enum.GetNames<RequestOutcome>().Select(static name => new KeyValuePair<string, object?>("outcome", name.ToLowerInvariant())),
    ];

    private readonly Meter _meter;
    private readonly Histogram<double> _request;
    private readonly Histogram<double> _decode;
    private readonly Histogram<int> _found;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _cancellations;

    public ServiceMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _request = _meter.CreateHistogram<double>("musica.request.duration", "s", "Time from the start of a request to its end.");
        _decode = _meter.CreateHistogram<double>("musica.decode.duration", "s", "Time to decode one image.");
        _found = _meter.CreateHistogram<int>("musica.found.faces", "{face}", "Faces that the finder found in an image.");

        // The scheduler counts its own by instruments that are the same in every word, so that the meter makes them one.
        _rejections = _meter.CreateCounter<long>("musica.rejections", "{request}", "Requests that were refused.");
        _cancellations = _meter.CreateCounter<long>(
            "musica.cancellations", "{face}", "Faces that their caller gave up, by where they were.");
        foreach (string reason in (string[])["not_ready", ForKey, ForRate])
        {
            _rejections.Add(0, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    /// <summary>Has the depth of the preparation read from what it shows; once.</summary>
    public void ObservePreparation(Func<int> depth) =>
        _meter.CreateObservableGauge("musica.preparation.depth", depth, "{image}", "Images that wait to be decoded.");

    /// <summary>A request ended that came by a protocol, as in <c>rest</c>.</summary>
    public void RequestFinished(string protocol, RequestOutcome outcome, double seconds) =>
        _request.Record(seconds, new KeyValuePair<string, object?>("protocol", protocol), Outcomes[(int)outcome]);

    /// <summary>An image was decoded.</summary>
    public void Decoded(double seconds) => _decode.Record(seconds);

    /// <summary>Faces were found in one image, perhaps none.</summary>
    public void Found(int faces) => _found.Record(faces);

    /// <summary>A caller left before these faces were handed over.</summary>
    public void CancelledInPreparation(int faces) =>
        _cancellations.Add(faces, new KeyValuePair<string, object?>("where", "preparation"));

    /// <summary>A request was refused before the scheduler saw it, for a reason such as <c>draining</c>.</summary>
    public void Refused(string reason) => _rejections.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
