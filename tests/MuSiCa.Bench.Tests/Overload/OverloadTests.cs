using System.Collections.Immutable;

namespace MuSiCa.Bench.Tests;

public class OverloadTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void All_TwoMixes_EveryLoadNamesATimeoutInOneOfThem()
    {
        OverloadLoad[] one = OverloadLoad.All(isQuick: false, 0, isImpatient: false);
        OverloadLoad[] other = OverloadLoad.All(isQuick: false, 1, isImpatient: false);

        Assert.Equal(9, one.Length);
        Assert.All(one.Zip(other), static pair => Assert.NotEqual(pair.First.IsTimed, pair.Second.IsTimed));
    }

    [Theory]
    [InlineData(4, 0, 0)]
    [InlineData(16, 0, 100)]
    [InlineData(0, 1.6, 160)]
    public void Asked_Load_IsWhatCallersWantASecond(int connections, double factor, double expected) =>
        Assert.Equal(expected, new OverloadLoad(connections, factor, false).Asked(100));

    [Fact]
    public void Pause_Refused_WaitsAsToldOrAtLeastFiftyMilliseconds()
    {
        var refused = new RawAnswer(429, "queue-full", Second, Closes: false);

        Assert.Equal(Second, OverloadCallers.Pause(0, refused, 0));
        Assert.Equal(1.5 * Second, OverloadCallers.Pause(0, refused, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(50), OverloadCallers.Pause(1, refused, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(50), OverloadCallers.Pause(0, null, 0));
    }

    [Fact]
    public void Sum_AnswersInAndOutOfTheWindow_OnlyThoseInsideAreGoodput()
    {
        var tally = new OverloadTally(Second, 3 * Second, timeout: 500);
        var ok = new RawAnswer(200, null, null, false);
        tally.Sent(0.5 * Second);
        tally.Sent(Second);
        tally.Answered(ok, 0.5 * Second, 0.9 * Second);
        tally.Answered(ok, Second, 1.25 * Second);
        tally.Answered(ok, 2.5 * Second, 3 * Second);
        tally.Answered(new RawAnswer(429, "queue-full", null, false), Second, 2 * Second);
        tally.Answered(new RawAnswer(503, null, null, false), Second, 2 * Second);
        tally.Dropped("reset");
        tally.Unanswered(2 * Second, 3 * Second);
        tally.Unanswered(Second, 3 * Second);

        OverloadFigures figures = tally.Sum();

        Assert.Equal(0.5, figures.Sent);
        Assert.Equal(0.5, figures.Goodput);
        Assert.Equal(250, figures.P99);
        Assert.Equal([KeyValuePair.Create("429 queue-full", 1)], figures.Refusals);
        Assert.Equal(
            [KeyValuePair.Create("503", 1), KeyValuePair.Create("no answer within the timeout", 1), KeyValuePair.Create("reset", 1)],
            figures.Failures);
    }

    [Fact]
    public void Of_GoodputHeld_EveryGoalIsReached() =>
        Assert.All(Goals(Point(16, 0, 100), Point(300, 0, 91, timed: true), Point(0, 25, 95)), static goal => Assert.True(goal.Reached));

    [Fact]
    public void Of_GoodputLostAtOneLoad_SaysSo()
    {
        Goal[] goals = Goals(Point(16, 0, 100, timed: true), Point(300, 0, 20));

        Assert.Equal(0.2, goals[0].Value);
        Assert.False(goals[0].Reached);
        Assert.Contains("300 connections", goals[0].With, StringComparison.Ordinal);
        Assert.All(goals[1..], static goal => Assert.True(goal.Reached));
    }

    [Fact]
    public void Of_FewConnections_AreNotHeldToTheBest() => Assert.True(Goals(Point(4, 0, 50), Point(16, 0, 100, timed: true))[0].Reached);

    [Fact]
    public void OfBest_ArrivalsBelowTheBest_AreHeldToWhatArrives()
    {
        Assert.Equal(1, OverloadGoals.OfBest(Point(0, 1, 80, sent: 80), 100));
        Assert.Equal(0.8, OverloadGoals.OfBest(Point(0, 1, 80, sent: 10, held: 110), 100));
    }

    [Fact]
    public void Of_NothingAcceptedInTime_MissesTheGoal()
    {
        Goal[] goals = Goals(Point(16, 0, 100), Point(300, 0, 0, timed: true, p99: double.NaN));

        Assert.False(goals[2].Reached);
    }

    [Fact]
    public void Of_FailuresSlowProbesAndNoRecovery_MissTheirGoals()
    {
        OverloadPoint bad = Point(300, 0, 100, timed: true) with
        {
            Health = new OverloadHealth(10, 120, 0),
            RecoverySeconds = double.PositiveInfinity,
        };
        bad = bad with { Figures = bad.Figures with { Failures = new Dictionary<string, int> { ["500"] = 2 } } };

        Assert.Equal([true, false, true, false, false], Goals(bad).Select(static goal => goal.Reached == true));
    }

    [Fact]
    public void Of_NotRun_HasNoGoals() => Assert.Empty(OverloadGoals.Of(null));

    private static Goal[] Goals(params OverloadPoint[] points) => [.. OverloadGoals.Of(new OverloadResult(points, null))];

    private static OverloadPoint Point(
        int connections, double factor, double goodput, bool timed = false, double sent = 2500, double held = 0, double p99 = 1500) => new(
        "photos",
        new OverloadLoad(connections, factor, timed),
        null,
        new OverloadFigures(
            sent, held, goodput, 100, p99, ImmutableDictionary<string, int>.Empty, ImmutableDictionary<string, int>.Empty),
        new OverloadHealth(10, 12, 0),
        0.1,
        0.9,
        0.1);
}
