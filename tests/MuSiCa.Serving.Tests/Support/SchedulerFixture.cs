using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A scheduler over fake stages, with a time that stands still.</summary>
internal sealed class SchedulerFixture : IDisposable
{
    public const string Alone = "alone";

    private readonly List<CascadeSession> _sessions = [];

    public SchedulerFixture(
        FixtureOptions? options = null,
        int lanes = 1,
        int workers = 1,
        bool hasAlone = false,
        bool sharesProcessors = false,
        long memory = 1 << 30,
        int retained = FacePreparer.DefaultRetainedFaces,
        IMeterFactory? meters = null,
        ILogger<BatchScheduler>? logger = null,
        FakeFinder? finder = null)
    {
        Options = options ?? new FixtureOptions();
        Faces = new TestFaces(retained, Options.Package);
        Memory = new MemoryBudget(memory);
        CascadeSession? alone = hasAlone ? Open(Alone) : null;
        LaneDefinition[] definitions =
        [
            .. Enumerable.Range(0, lanes).Select(lane => new LaneDefinition($"lane{lane}")
            {
                SharesProcessors = sharesProcessors,
                Workers = workers,
            }),
        ];
        LaneSession<CascadeSession>[] sessions =
            [.. definitions.Select(lane => new LaneSession<CascadeSession>(Open(lane.Name)) { Alone = alone })];
        Engine = new BatchScheduler(definitions, Options.Scheduler, Time, meters, logger);
        Scheduler = Engine.Add(sessions, Options.Cascade, Memory);
        if (finder is not null)
        {
            FinderSession session = finder.Session();
            Detector = Engine.Add(
                [.. definitions.Select(_ => new LaneSession<FinderSession>(session))], new DetectorOptions { BatchLimit = 2 }, Memory);
        }
    }

    public FakeTimeProvider Time { get; } = new();

    public FakeStages Stages { get; } = new();

    public TestFaces Faces { get; }

    public MemoryBudget Memory { get; }

    public FixtureOptions Options { get; }

    /// <summary>What runs batches.</summary>
    public BatchScheduler Engine { get; }

    /// <summary>The cascade that it serves.</summary>
    public ServedCascade Scheduler { get; }

    /// <summary>The detector that it serves; null without a finder.</summary>
    public ServedDetector? Detector { get; }

    /// <summary>Looks for faces in views that show one each, in these cells.</summary>
    public async Task<IEnumerable<int>> SearchAsync(
        FakeFinder finder, int[] cells, TimeSpan? timeLeft = null, CancellationToken cancellationToken = default)
    {
        if (!Detector!.TryAdmit(cells.Length, out ISearchAdmission? admission, out AdmissionRefusal? refusal))
        {
            throw new AdmissionException(refusal);
        }

        using (admission)
        {
            var terms = new SearchTerms(0.5f, FacePriority.Interactive, timeLeft);
            CandidateList found = await admission.SearchAsync([.. cells.Select(finder.View)], terms, cancellationToken);
            return found.ToArray().Select(static face => (int)face.Box.X).Order();
        }
    }

    /// <summary>Admits a face by itself and hands it over.</summary>
    public Task<FaceAlignment> AlignAsync(int face, CancellationToken cancellationToken = default) =>
        AlignAsync(face, new FaceOrder(1), cancellationToken);

    public Task<FaceAlignment> AlignAsync(int face, ExitLimits limits, CancellationToken cancellationToken = default) =>
        AlignAsync(face, new FaceOrder(1) { Limits = limits }, cancellationToken);

    public async Task<FaceAlignment> AlignAsync(int face, FaceOrder order, CancellationToken cancellationToken = default)
    {
        using IFaceAdmission admission = Scheduler.Admit(order);
        return await AlignAsync(admission, face, cancellationToken);
    }

    /// <summary>Hands over a face on a place that is held already.</summary>
    public async Task<FaceAlignment> AlignAsync(IFaceAdmission admission, int face, CancellationToken cancellationToken = default)
    {
        PreparedFace prepared = Faces.Prepare(face);
        FaceOutcome outcome = await admission.AlignAsync(prepared, cancellationToken);
        FaceAlignment alignment = outcome.Describe(prepared);
        prepared.Dispose();
        return alignment;
    }

    /// <summary>Faces that wait for a stage, counted from 0.</summary>
    public int Waiting(int stage) => ((IServedModel)Scheduler).Model.Queues[stage].Count;

    /// <summary>Measures every stage, each of its batches taking the same time.</summary>
    public async Task WarmUpAsync(TimeSpan batch)
    {
        Action<StageCall> before = Stages.OnRun;
        Stages.OnRun = _ => Time.Advance(batch);
        await Scheduler.WarmUpAsync(CancellationToken.None);
        Stages.OnRun = before;
        Stages.Runs.Clear();
    }

    /// <summary>Why an order is refused; fails when it is not.</summary>
    public AdmissionRefusal Refusal(FaceOrder order)
    {
        Assert.False(Scheduler.TryAdmit(order, out IFaceAdmission? admission, out AdmissionRefusal? refusal));
        Assert.Null(admission);
        return refusal;
    }

    /// <summary>Checks that a face got what it gets when it runs alone.</summary>
    public void AssertOwn(int face, FaceAlignment alignment) => AssertOwn(face, ExitLimits.Default, alignment);

    public void AssertOwn(int face, ExitLimits limits, FaceAlignment alignment)
    {
        FaceAlignment expected = Faces.Alone(face, limits, Stages);
        Assert.Equal(expected.Landmarks.AsEnumerable(), alignment.Landmarks.AsEnumerable());
        Assert.Equal(expected with { Landmarks = [] }, alignment with { Landmarks = [] });
    }

    /// <summary>Checks that nothing is held any more.</summary>
    public void AssertEmpty()
    {
        Assert.Equal(0, Scheduler.PlacesTaken);
        Assert.Equal(0, Detector?.PlacesTaken ?? 0);
        Assert.Equal(0, Memory.Used);
    }

    public void Dispose()
    {
        Engine.Dispose();
        _sessions.ForEach(static session => session.Dispose());
    }

    private CascadeSession Open(string name)
    {
        CascadeSession session = TestModel.Session(Stages.Of(name), Options.Package);
        _sessions.Add(session);
        return session;
    }
}
