using MuSiCa.Inference;

namespace MuSiCa.Bench.Tests;

/// <summary>The shipped model on the sample photos.</summary>
public sealed class SequenceTrackerTests : IDisposable
{
    private readonly CascadeSession _session = CascadeSession.Open(
        ModelPackage.Load(Path.Combine(RepositoryFolder.Root, "models", "musica-68")),
        new ExecutionOptions { Provider = ExecutionProvider.Cpu, IntraOpThreads = 1 });

    private readonly OfflineRunner _runner;
    private readonly FacePreparer _preparer;
    private readonly SequencePhotos _photos;

    public SequenceTrackerTests()
    {
        _runner = new OfflineRunner(_session);
        _preparer = new FacePreparer(_session.Package);
        _photos = SequencePhotos.OfSamples(RepositoryFolder.Samples(), _runner, _preparer);
    }

    public void Dispose()
    {
        _runner.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void Follow_PannedFace_KeepsItsNumberAndItsPlace()
    {
        Sequence pan = SequenceMaker.Moving(_photos.Single[0]).Single(sequence => sequence.Kind == SequenceKind.Pan);

        TrackFigures figures = Follow(pan);

        Assert.Equal((1, 0), (figures.Kept, figures.LostInSight));
        Assert.InRange(figures.Motion, 0, 4);
    }

    [Theory]
    [InlineData(SequenceKind.Occlusion)]
    [InlineData(SequenceKind.CutElsewhere)]
    [InlineData(SequenceKind.CutToNothing)]
    [InlineData(SequenceKind.Leave)]
    public void Follow_FaceIsGone_IsNoticedWithinTwoFramesAndFoundAgain(object kind)
    {
        Sequence losing = SequenceMaker.Losing(_photos.Single[0], _photos.Single[1]).Single(sequence => sequence.Kind.Equals(kind));

        TrackFigures figures = Follow(losing);

        Assert.Equal((1, 0, 1), (figures.NoticedInTime, figures.Missed, figures.Recovered));
    }

    private TrackFigures Follow(Sequence sequence)
    {
        var tracker = new SequenceTracker(TrackVariant.Service, _session, _preparer, _runner);
        var tally = new TrackTally(_session.Package.Landmarks);
        tally.Add(sequence, [.. sequence.Render(1).Select(frame => tracker.Follow(frame, sequence.Boxes(frame.Step)))]);
        return tally.Figures(TrackVariant.Service.Name, sequence.Kind);
    }
}
