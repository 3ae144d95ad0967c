using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

/// <summary>A lane over fake stages.</summary>
internal sealed class LaneFixture : IDisposable
{
    private readonly CascadeSession _session;

    public LaneFixture(
        int queueLimit = 16,
        int batchLimit = 8,
        TimeProvider? timeProvider = null,
        int retained = FacePreparer.DefaultRetainedFaces)
    {
        Faces = new TestFaces(retained);
        _session = TestModel.Session(Stages);
        Lane = new SingleLane(_session, new LaneOptions(queueLimit, batchLimit), timeProvider ?? TimeProvider.System);
    }

    public FakeStages Stages { get; } = new();

    public TestFaces Faces { get; }

    public SingleLane Lane { get; }

    /// <summary>Sizes of the batches that a stage, counted from 0, has run.</summary>
    public int[] BatchSizes(int stage) => [.. Stages.Runs.Where(run => run.Stage == stage).Select(run => run.Faces.Length)];

    /// <summary>Admits a face by itself and hands it over.</summary>
    public Task<FaceAlignment> AlignAsync(int face, CancellationToken cancellationToken = default) =>
        AlignAsync(face, ExitLimits.Default, cancellationToken);

    public async Task<FaceAlignment> AlignAsync(int face, ExitLimits limits, CancellationToken cancellationToken = default)
    {
        using IFaceAdmission admission = Lane.Admit(1);
        return await admission.AlignAsync(Faces.Prepare(face), limits, cancellationToken);
    }

    /// <summary>Checks that a face got what it gets when it runs alone.</summary>
    public void AssertOwn(int face, FaceAlignment alignment) =>
        AssertSame(Faces.Alone(face, ExitLimits.Default, Stages.ExitStage), alignment);

    public static void AssertSame(FaceAlignment expected, FaceAlignment actual)
    {
        Assert.Equal(expected.Landmarks.AsEnumerable(), actual.Landmarks.AsEnumerable());
        Assert.Equal(expected with { Landmarks = [] }, actual with { Landmarks = [] });
    }

    public void Dispose()
    {
        Lane.Dispose();
        _session.Dispose();
    }
}
