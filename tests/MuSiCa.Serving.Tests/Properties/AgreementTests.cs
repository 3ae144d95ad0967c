using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class AgreementTests
{
    private const int Faces = 200;

    // Faces meet others by chance, so nothing that they get may depend on those.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AlignAsync_ReformDrainAndAlone_GiveTheSameLandmarks(int seed)
    {
        var random = new Random(seed);
        int[] exitStages = [.. Enumerable.Range(0, TestFaces.Count).Select(_ => random.Next(1, TestModel.Stages + 2))];
        ExitLimits[] limits = [.. Enumerable.Range(0, Faces).Select(_ => random.Next(4) switch
        {
            0 => new ExitLimits(MaxStages: 2),
            1 => new ExitLimits(Profile: "fast"),
            2 => new ExitLimits(MaxError: 0.3f),
            _ => ExitLimits.Default,
        })];
        foreach (string policy in new[] { BatchPolicies.Reform, BatchPolicies.Drain })
        {
            using var fixture = new SchedulerFixture(
                new SchedulerOptions { BatchLimit = random.Next(1, 20), Policy = policy },
                lanes: random.Next(1, 4),
                workers: random.Next(1, 3),
                sharesProcessors: random.Next(2) == 0);
            await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(2));
            fixture.Stages.ExitStage = face => exitStages[face];

            FaceAlignment[] alignments = await Task.WhenAll(
                Enumerable.Range(0, Faces).Select(face => Task.Run(() => fixture.AlignAsync(face, limits[face]))));

            Assert.All(alignments.Index(), entry => fixture.AssertOwn(entry.Index, limits[entry.Index], entry.Item));
            fixture.AssertEmpty();
        }
    }
}
