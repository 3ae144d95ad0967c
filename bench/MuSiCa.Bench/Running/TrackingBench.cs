using MuSiCa.Cli;
using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>The parts that follow faces over frames.</summary>
internal sealed class TrackingBench(
    BenchSettings settings, ModelPackage package, BenchPlan plan, SchedulerClock clock, Screen screen, Action<string> report)
{
    public async Task<TrackingParts> RunAsync(CancellationToken cancellationToken)
    {
        bool runsTrack = settings.Parts.Contains(BenchParts.Track);
        bool runsStream = settings.Parts.Contains(BenchParts.TrackSpeed);
        if (!runsTrack && !runsStream)
        {
            return new TrackingParts(null, null);
        }

        report("track: reading faces");
        using CascadeSession session = CascadeSession.Open(
            package, new ExecutionOptions { Provider = ExecutionProvider.Cpu, IntraOpThreads = 1 });
        using var runner = new OfflineRunner(session);
        var preparer = new FacePreparer(package);
        var samples = SequencePhotos.OfSamples(RepositoryFolder.Samples(), runner, preparer);
        SequencePhotos photos = settings.Faces is { } folder
            ? SequencePhotos.OfFaces(
                FaceSetReader.Read(folder, settings.FaceBoxes, package.Landmarks.Count, screen), plan.TrackedFaces, runner, preparer)
            : samples;
        TrackResult? track = runsTrack ? new TrackBench(session, preparer, runner, report).Run(photos, cancellationToken) : null;
        return new TrackingParts(track, runsStream ? await StreamAsync(samples.Single, cancellationToken) : null);
    }

    // What was measured before must not be lost with it.
    private async Task<StreamResult> StreamAsync(IReadOnlyList<SequencePhoto> photos, CancellationToken cancellationToken)
    {
        try
        {
            return await new StreamBench(settings, plan, clock, report).RunAsync(photos, cancellationToken);
        }
        catch (Exception exception) when (exception is UserException or HttpRequestException or Grpc.Core.RpcException)
        {
            report($"track-speed: FAILED. {exception.Message}");
            return new StreamResult([], exception.Message);
        }
    }
}
