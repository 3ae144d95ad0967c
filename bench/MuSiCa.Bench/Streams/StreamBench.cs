using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>
/// The service's stream of frames in every form, and the same frames one by one over REST, in turn: once with boxes, and once
/// without, so that the service finds the face in each photo and now and then in a stream.
/// </summary>
internal sealed class StreamBench(BenchSettings settings, BenchPlan plan, SchedulerClock clock, Action<string> report)
{
    private const int Videos = 2;

    // Until the service's code is compiled for good.
    private const int WarmUpRounds = 3;

    private static readonly int[] Streams = [1, 8, 64];
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<(StreamWay Way, int Streams), List<HttpFigures>> _rounds = [];

    public async Task<StreamResult> RunAsync(IReadOnlyList<SequencePhoto> photos, CancellationToken cancellationToken)
    {
        report("track-speed: making frames");
        StreamFrames[] videos = [.. photos.Take(Videos).Select(StreamFrames.Make)];
        BenchPhoto[] single =
        [
            .. videos.SelectMany(static video => video.Jpegs.Zip(video.Boxes, static (jpeg, box) => new BenchPhoto(jpeg, box))),
        ];
        int port = ServerProcess.FreePort();
        using ServerProcess server = await ServiceProgram.StartAsync(settings.Model, port, finds: true, cancellationToken);
        using var given = new HttpLoad(server, clock);
        using var found = new HttpLoad(server, clock, finds: true);
        var stream = new StreamLoad(server, new Uri(Invariant($"http://127.0.0.1:{port}")), clock);
        Task<HttpFigures> MeasureAsync(StreamWay way, int streams) => way.Form is { } form
            ? stream.RunAsync(videos, form, way.Finds, streams, WarmUp, plan.StreamWindow, cancellationToken)
            : (way.Finds ? found : given).RunAsync(single, streams, WarmUp, plan.StreamWindow, cancellationToken);

        report("track-speed: warming up");
        for (int round = 0; round < WarmUpRounds; round++)
        {
            foreach (StreamWay way in StreamWay.All)
            {
                await MeasureAsync(way, Streams[1]);
            }
        }

        for (int round = 0; round < plan.StreamRounds; round++)
        {
            report(Invariant($"track-speed: round {round + 1} of {plan.StreamRounds}"));
            foreach (int streams in Streams)
            {
                foreach (StreamWay way in StreamWay.All)
                {
                    Rounds(way, streams).Add(await MeasureAsync(way, streams));
                }
            }
        }

        return new StreamResult([.. _rounds.Keys.Select(key => Point(key.Way, key.Streams))], null);
    }

    private List<HttpFigures> Rounds(StreamWay way, int streams) =>
        _rounds.TryGetValue((way, streams), out List<HttpFigures>? rounds) ? rounds : _rounds[(way, streams)] = [];

    // Round by round, so that what disturbs one way disturbs the one it is compared with.
    private StreamPoint Point(StreamWay way, int streams) => new(
        way,
        streams,
        HttpFigures.Median(_rounds[(way, streams)]),
        Figures.Median(_rounds[(way, streams)].Zip(
            _rounds[(way.OverRest(), streams)], static (one, rest) => one.ProcessorMilliseconds / rest.ProcessorMilliseconds)));
}
