using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>The service's stream of frames in every form, and the same frames one by one over REST, in turn.</summary>
internal sealed class StreamBench(BenchSettings settings, BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    /// <summary>Frames as files, a request each.</summary>
    public const string Rest = "REST, JPEG";

    private const int Videos = 2;

    private static readonly int[] Streams = [1, 8, 64];
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<(string Way, int Streams), List<HttpFigures>> _rounds = [];

    /// <summary>How a form is called in reports.</summary>
    public static string Track(StreamForm form) => $"Track, {(form == StreamForm.Jpeg ? "JPEG" : form == StreamForm.Rgb ? "RGB" : "NV12")}";

    public async Task<StreamResult> RunAsync(IReadOnlyList<SequencePhoto> photos, CancellationToken cancellationToken)
    {
        report("track-speed: making frames");
        StreamFrames[] videos = [.. photos.Take(Videos).Select(StreamFrames.Make)];
        BenchPhoto[] single = [.. videos.SelectMany(static video => video.Jpegs.Zip(video.Boxes, static (jpeg, box) => new BenchPhoto(jpeg, box)))];
        int port = ServerProcess.FreePort();
        using ServerProcess server = await ServiceProgram.StartAsync(settings.Model, port, cancellationToken);
        using var rest = new HttpLoad(server, clock);
        var stream = new StreamLoad(server, new Uri(Invariant($"http://127.0.0.1:{port}")), clock);
        (string Name, Func<int, TimeSpan, Task<HttpFigures>> Run)[] ways =
        [
            (Rest, (streams, window) => rest.RunAsync(single, streams, WarmUp, window, cancellationToken)),
            .. Enum.GetValues<StreamForm>().Select(form => (Track(form), (Func<int, TimeSpan, Task<HttpFigures>>)(
                (streams, window) => stream.RunAsync(videos, form, streams, WarmUp, window, cancellationToken)))),
        ];
        report("track-speed: warming up");
        foreach ((_, Func<int, TimeSpan, Task<HttpFigures>> run) in ways)
        {
            await run(Streams[1], plan.StreamWindow);
        }

        for (int round = 0; round < plan.StreamRounds; round++)
        {
            report(Invariant($"track-speed: round {round + 1} of {plan.StreamRounds}"));
            foreach (int streams in Streams)
            {
                foreach ((string name, Func<int, TimeSpan, Task<HttpFigures>> run) in ways)
                {
                    Rounds(name, streams).Add(await run(streams, plan.StreamWindow));
                }
            }
        }

        return new StreamResult([.. _rounds.Keys.Select(key => Point(key.Way, key.Streams))], null);
    }

    private List<HttpFigures> Rounds(string way, int streams) =>
        _rounds.TryGetValue((way, streams), out List<HttpFigures>? rounds) ? rounds : _rounds[(way, streams)] = [];

    // Round by round, so that what disturbs one way disturbs the one it is compared with.
    private StreamPoint Point(string way, int streams) => new(
        way,
        streams,
        HttpFigures.Median(_rounds[(way, streams)]),
        Figures.Median(_rounds[(way, streams)].Zip(
            _rounds[(Rest, streams)], static (one, rest) => one.ProcessorMilliseconds / rest.ProcessorMilliseconds)));
}
