using Microsoft.Extensions.Time.Testing;

namespace MuSiCa.Serving.Tests;

/// <summary>The breaker by itself.</summary>
public sealed class BreakerTests : IDisposable
{
    private static readonly BreakerOptions Options = new()
    {
        Failures = 3,
        Pause = TimeSpan.FromSeconds(1),
        MaxPause = TimeSpan.FromSeconds(5),
    };

    private readonly FakeTimeProvider _time = new();
    private readonly List<BreakerState> _entered = [];
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = TestBreaker.Create(Options, _time, stages: 3, () => _entered.Add(_breaker!.State));

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation() => Assert.Equal(
        (5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
        (new BreakerOptions().Failures, new BreakerOptions().Pause, new BreakerOptions().MaxPause));

    [Fact]
    public void NoteFailure_OneLessThanTheLimit_StaysClosed()
    {
        Fail(2);
        _breaker.NoteSuccess(0);
        Fail(2);

        Assert.Equal(default, _breaker.Status);
    }

    [Fact]
    public void NoteFailure_AtTheLimit_Opens()
    {
        Fail(3);

        Assert.True(_breaker.IsOpen);
        Assert.Equal(new BreakerStatus(BreakerState.Open, TimeSpan.Zero, Options.Pause, 1), _breaker.Status);
        Assert.False(_breaker.TryBeginProbe(out _, out _));
        Assert.Equal([BreakerState.Open], _entered);
    }

    // A cascade whose last stage fails runs its first one well each time.
    [Fact]
    public void NoteFailure_OtherStagesRun_OpensAllTheSame()
    {
        for (int i = 0; i < 3; i++)
        {
            _breaker.NoteSuccess(0);
            _breaker.NoteSuccess(1);
            _breaker.NoteFailure(2, 4);
        }

        Assert.Equal(BreakerState.Open, _breaker.State);
        Wait(1);
        Assert.True(_breaker.TryBeginProbe(out int stage, out int rows));
        Assert.Equal((2, 4), (stage, rows));
    }

    [Fact]
    public void NoteFailure_DifferentStages_AreCountedApart()
    {
        _breaker.NoteFailure(0, 1);
        _breaker.NoteFailure(1, 1);
        _breaker.NoteFailure(2, 1);
        Fail(1);

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void TryBeginProbe_PauseIsOver_IsGivenToOneOnly()
    {
        Fail(3);
        Wait(0.9);
        Assert.False(_breaker.WantsProbe);
        Wait(0.1);

        Assert.True(_breaker.WantsProbe);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.True(_breaker.TryBeginProbe(out _, out _));
        Assert.False(_breaker.TryBeginProbe(out _, out _));
        Assert.False(_breaker.WantsProbe);
        Assert.Equal(new BreakerStatus(BreakerState.HalfOpen, TimeSpan.FromSeconds(1), Options.Pause, 1), _breaker.Status);
    }

    [Fact]
    public void EndProbe_Ran_ClosesAndCountsFromZero()
    {
        Fail(3);
        Wait(1);

        Probe(ran: true);

        Assert.Equal(new BreakerStatus(BreakerState.Closed, TimeSpan.Zero, TimeSpan.Zero, 1), _breaker.Status);
        Fail(2);
        Assert.False(_breaker.IsOpen);
        Assert.Equal([BreakerState.Open, BreakerState.HalfOpen, BreakerState.Closed], _entered);
    }

    [Fact]
    public void EndProbe_FailedAgainAndAgain_DoublesThePauseUpToItsBound()
    {
        Fail(3);

        foreach (double pause in new[] { 1.0, 2, 4, 5, 5 })
        {
            Assert.Equal(TimeSpan.FromSeconds(pause), _breaker.Status.RetryAfter);
            Wait(pause - 0.1);
            Assert.False(_breaker.WantsProbe);
            Wait(0.1);
            Probe(ran: false);
        }

        Assert.Equal(TimeSpan.FromSeconds(17), _breaker.Status.OpenFor);
        Assert.Equal(1, _breaker.Status.Openings);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void NoteFailure_OpensOnceMore_PausesLongerUnlessTheStageRanInBetween(bool ranInBetween, double pause)
    {
        Fail(3);
        Wait(1);
        Probe(ran: true);
        if (ranInBetween)
        {
            _breaker.NoteSuccess(0);
        }

        Fail(3);

        Assert.Equal(TimeSpan.FromSeconds(pause), _breaker.Status.RetryAfter);
        Assert.Equal((TimeSpan.Zero, 2), (_breaker.Status.OpenFor, _breaker.Status.Openings));
    }

    [Fact]
    public void Note_WhileOpen_ChangesNothing()
    {
        Fail(3);

        _breaker.NoteSuccess(0);
        Fail(10);

        Assert.Equal(Options.Pause, _breaker.Status.RetryAfter);
        Assert.Equal(1, _breaker.Status.Openings);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 2, 1)]
    public void Create_OptionsThatMakeNoSense_AreRefused(int failures, int pause, int maxPause) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TestBreaker.Create(new BreakerOptions
        {
            Failures = failures,
            Pause = TimeSpan.FromSeconds(pause),
            MaxPause = TimeSpan.FromSeconds(maxPause),
        }));

    public void Dispose() => _breaker.Dispose();

    private void Fail(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _breaker.NoteFailure(0, 1);
        }
    }

    private void Wait(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private void Probe(bool ran)
    {
        Assert.True(_breaker.TryBeginProbe(out _, out _));
        _breaker.EndProbe(ran);
    }
}
