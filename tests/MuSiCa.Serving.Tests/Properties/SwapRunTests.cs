using CsCheck;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>
/// Faces of a model that stays and of one that is swapped again and again, on the same lanes; some leave, some fail. Each ends once, and
/// who gets an answer gets it from the version that it began with, whole.
/// </summary>
public sealed class SwapRunTests
{
    private const int MostFaces = 200;
    private const int Callers = 20;
    private const int Latest = 20;

    private static readonly long Runs = Check.Iter / 5;

    // What happens to a face, most often nothing; fewer happenings are simpler.
    private static readonly Gen<Arrival> GenArrival = Gen.Select(
        Gen.Bool,
        Rarely(12),
        Rarely(12),
        Rarely(40),
        (isSwapped, swap, leaves, fault) => new Arrival(isSwapped, swap, leaves, fault));

    private static readonly Gen<(int Batch, int Lanes, int Workers)> GenSetting =
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 3], Gen.Int[1, 2], static (batch, lanes, workers) => (batch, lanes, workers));

    [Fact]
    public async Task Add_AndRemove_WhileFacesRun_EachIsAnsweredByTheVersionItBeganWith()
    {
        int answered = 0;
        int swaps = 0;

        await Gen.Select(GenArrival.Array[1, MostFaces], GenSetting).SampleAsync(
            async (arrivals, setting) =>
            {
                (int answers, int versions) = await RunAsync(arrivals, setting);
                answered += answers;
                swaps += versions;
            },
            iter: Runs,
            threads: 1);

        Assert.NotEqual(0, answered);
        Assert.NotEqual(0, swaps);
    }

    private static async Task<(int Answered, int Swaps)> RunAsync(Arrival[] arrivals, (int Batch, int Lanes, int Workers) setting)
    {
        using var fixture = new SchedulerFixture(
            new FixtureOptions { BatchLimit = setting.Batch, QueueLimit = MostFaces, Breaker = new BreakerOptions { Failures = 1000 } },
            lanes: setting.Lanes,
            workers: setting.Workers,
            retained: MostFaces);
        CancellationTokenSource[] leaving = [.. arrivals.Select(static _ => new CancellationTokenSource())];
        Attach(fixture.Stages, arrivals, leaving);
        var models = new SwappedModel(fixture, setting.Lanes, stages => Attach(stages, arrivals, leaving));
        var outcomes = new (Task<FaceAlignment> Outcome, FakeStages Stages)[arrivals.Length];

        await Parallel.ForEachAsync(
            Enumerable.Range(0, arrivals.Length),
            new ParallelOptions { MaxDegreeOfParallelism = Callers },
            async (face, _) =>
            {
                if (arrivals[face].Swap)
                {
                    models.Swap();
                }

                outcomes[face] = arrivals[face].IsSwapped
                    ? models.Begin(face, leaving[face].Token)
                    : (fixture.AlignAsync(face, leaving[face].Token), fixture.Stages);
                await Task.WhenAny(outcomes[face].Outcome);
            });

        await models.RetireAsync();
        fixture.AssertEmpty();
        for (int face = 0; face < arrivals.Length; face++)
        {
            await CheckAsync(fixture, face, arrivals[face], outcomes[face], leaving[face].IsCancellationRequested);
        }

        Assert.All(models.Retired, static stages => Assert.True(stages.IsDisposed, "The sessions of a version that is gone are still open."));
        fixture.Faces.AssertAllGivenBackOnce();
        Array.ForEach(leaving, static source => source.Dispose());
        return (outcomes.Count(static one => one.Outcome.IsCompletedSuccessfully), models.Retired.Count - 1);
    }

    private static void Attach(FakeStages stages, Arrival[] arrivals, CancellationTokenSource[] leaving) => stages.OnRun = call =>
    {
        foreach (int face in call.Faces.Where(face => face != StageCall.Nobody && arrivals[face].Leaves))
        {
            leaving[face].Cancel();
        }

        if (call.Faces.Any(face => face != StageCall.Nobody && arrivals[face].Faults))
        {
            throw new InvalidDataException("fault");
        }
    };

    private static async Task CheckAsync(
        SchedulerFixture fixture, int face, Arrival arrival, (Task<FaceAlignment> Outcome, FakeStages Stages) own, bool wasCancelled)
    {
        Assert.True(own.Outcome.IsCompleted, $"Face {face} has no outcome.");
        switch (await Record.ExceptionAsync(() => own.Outcome))
        {
            case null:
                Assert.Equal(
                    fixture.Faces.Alone(face, ExitLimits.Default, own.Stages).Landmarks.AsEnumerable(),
                    (await own.Outcome).Landmarks.AsEnumerable());
                break;
            case OperationCanceledException:
                Assert.True(wasCancelled, $"Face {face} was cancelled by nobody.");
                break;
            case { } failure:
                Assert.True(failure is StageFailedException, $"{arrival}: {failure}");
                break;
        }
    }

    private static Gen<bool> Rarely(int oneOf) => Gen.Int[0, oneOf - 1].Select(drawn => drawn == oneOf - 1);

    /// <summary>A face, and what happens.</summary>
    /// <param name="IsSwapped">Whether it is for the model that is swapped.</param>
    /// <param name="Swap">Whether that is swapped before it comes.</param>
    /// <param name="Leaves">Whether its caller leaves while it runs.</param>
    /// <param name="Faults">Whether every stage fails that it runs in.</param>
    private sealed record Arrival(bool IsSwapped, bool Swap, bool Leaves, bool Faults);

    /// <summary>A model of which there is always one version that takes faces; as the service's catalog swaps its models.</summary>
    private sealed class SwappedModel
    {
        private readonly SchedulerFixture _fixture;
        private readonly int _lanes;
        private readonly Action<FakeStages> _attach;
        private readonly Lock _lock = new();
        private readonly List<Task> _retiring = [];
        private Version _current;

        public SwappedModel(SchedulerFixture fixture, int lanes, Action<FakeStages> attach)
        {
            (_fixture, _lanes, _attach) = (fixture, lanes, attach);
            _current = Open(2);
        }

        /// <summary>The stages of every version that takes no more faces.</summary>
        public List<FakeStages> Retired { get; } = [];

        /// <summary>Hands a face to the version of the moment, which is kept until it is done.</summary>
        public (Task<FaceAlignment> Outcome, FakeStages Stages) Begin(int face, CancellationToken cancellationToken)
        {
            Version version;
            do
            {
                version = Volatile.Read(ref _current);
            }
            while (!version.Uses.TryEnter());

            return (AlignAsync(version, face, cancellationToken), version.Stages);
        }

        /// <summary>Publishes another version; the old one goes when its last face is done.</summary>
        public void Swap()
        {
            lock (_lock)
            {
                if (Retired.Count < Latest)
                {
                    Retire(Interlocked.Exchange(ref _current, Open(Retired.Count + 3)));
                }
            }
        }

        /// <summary>Takes the last version out of service too, and waits for all.</summary>
        public async Task RetireAsync()
        {
            lock (_lock)
            {
                Retire(_current);
            }

            await Task.WhenAll(_retiring);
        }

        private void Retire(Version version)
        {
            Retired.Add(version.Stages);
            version.Uses.Close();
            _retiring.Add(RemoveAsync(version));
        }

        private async Task RemoveAsync(Version version)
        {
            await version.Unused.Task;
            _fixture.Engine.Remove(version.Cascade);
            version.Session.Dispose();
        }

        private Version Open(int weight)
        {
            var stages = new FakeStages { Weight = weight };
            _attach(stages);
            ModelPackage package = TestModel.Package with { Name = "swapped", Version = $"{weight}" };
            CascadeSession session = TestModel.Session(stages.Of("swapped"), package);
            ServedCascade cascade = _fixture.Engine.Add(
                [.. Enumerable.Repeat(new LaneSession<CascadeSession>(session), _lanes)], _fixture.Options.Cascade, _fixture.Memory);
            var unused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new Version(cascade, session, stages, new UseCount(unused.SetResult), unused);
        }

        private async Task<FaceAlignment> AlignAsync(Version version, int face, CancellationToken cancellationToken)
        {
            try
            {
                using IFaceAdmission admission = version.Cascade.Admit(new FaceOrder(1));
                return await _fixture.AlignAsync(admission, face, cancellationToken);
            }
            finally
            {
                version.Uses.Exit();
            }
        }

        private sealed record Version(
            ServedCascade Cascade, CascadeSession Session, FakeStages Stages, UseCount Uses, TaskCompletionSource Unused);
    }
}
