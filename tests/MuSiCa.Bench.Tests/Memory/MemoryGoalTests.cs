using System.Collections.Immutable;

namespace MuSiCa.Bench.Tests;

public class MemoryGoalTests
{
    [Fact]
    public void Of_ServiceThatLives_ReachesAllGoals() => Assert.Equal([true, true, true], Reached(Point(isAlive: true)));

    [Fact]
    public void Of_KilledUnderOneMix_NamesIt()
    {
        Goal[] goals = [.. MemoryGoals.Of(new MemoryResult([Point(isAlive: false) with { Kills = 1 }], null))];

        Assert.Equal([false, true, true], goals.Select(static goal => goal.Reached == true));
        Assert.Contains("hostile", goals[0].With, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FaultsAndExceptions_MissTheirGoals() =>
        Assert.Equal([true, false, false], Reached(Point(isAlive: true, faults: 1) with { Exceptions = 1 }));

    [Fact]
    public void Of_ServiceThatDoesNotStart_MissesTheGoal() =>
        Assert.False(MemoryGoals.Of(new MemoryResult([new MemoryPoint(1 << 29, [], 0, 0, null, null, "no start")], null)).First().Reached);

    [Fact]
    public void Of_NoControlGroups_SaysWhyNothingIsMeasured()
    {
        Goal goal = Assert.Single(MemoryGoals.Of(new MemoryResult([], "read-only")));

        Assert.Null(goal.Reached);
        Assert.Equal("read-only", goal.With);
    }

    [Theory]
    [InlineData("500 internal-error", true)]
    [InlineData("gRPC Internal", true)]
    [InlineData("503 stalled", false)]
    [InlineData("gRPC ResourceExhausted", false)]
    public void IsFault_Answer_TellsFaultsFromRefusals(string kind, bool expected) => Assert.Equal(expected, AnswerCounts.IsFault(kind));

    private static bool[] Reached(MemoryPoint point) =>
        [.. MemoryGoals.Of(new MemoryResult([point], null)).Select(static goal => goal.Reached == true)];

    private static MemoryPoint Point(bool isAlive, int faults = 0) => new(
        1 << 29,
        [
            new MemoryAttack(
                "hostile", isAlive, 10, 9, ImmutableDictionary<string, int>.Empty, ImmutableDictionary<string, int>.Empty, faults, 1 << 28),
        ],
        0,
        0,
        null,
        null,
        null);
}
