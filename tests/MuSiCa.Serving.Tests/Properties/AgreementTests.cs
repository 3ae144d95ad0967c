using CsCheck;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class AgreementTests
{
    // A tenth of the usual number: each is some hundred faces twice.
    private static readonly long Runs = Check.Iter / 10;

    private static readonly Gen<(int ExitStage, ExitLimits Limits)[]> GenFaces = Gen.Select(
        Gen.Int[1, TestModel.Stages + 1],
        Gen.OneOf(
            ExitLimits.Default, new ExitLimits(MaxError: 0.3f), new ExitLimits(Profile: "fast"), new ExitLimits(MaxStages: 2))).Array[1, 200];

    private static readonly Gen<SchedulerShape> GenShape = Gen.Select(
        Gen.Int[1, 19], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Bool, (batch, lanes, workers, shares) => new SchedulerShape(batch, lanes, workers, shares));

    // Faces meet others by chance, so nothing that they get may depend on those.
    [Fact]
    public Task AlignAsync_ReformDrainAndAlone_GiveTheSameLandmarks() => Gen.Select(GenFaces, GenShape).SampleAsync(
        async (faces, shape) =>
        {
            foreach (string policy in new[] { BatchPolicies.Reform, BatchPolicies.Drain })
            {
                using var fixture = new SchedulerFixture(
                    new FixtureOptions { BatchLimit = shape.BatchLimit, Policy = policy },
                    lanes: shape.Lanes,
                    workers: shape.Workers,
                    sharesProcessors: shape.SharesProcessors);
                await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(2));
                fixture.Stages.ExitStage = face => face < faces.Length ? faces[face].ExitStage : int.MaxValue;

                FaceAlignment[] alignments = await Task.WhenAll(
                    faces.Select((face, index) => Task.Run(() => fixture.AlignAsync(index, face.Limits))));

                Assert.All(alignments.Index(), entry => fixture.AssertOwn(entry.Index, faces[entry.Index].Limits, entry.Item));
                fixture.AssertEmpty();
            }
        },
        iter: Runs,
        threads: 1);

    private sealed record SchedulerShape(int BatchLimit, int Lanes, int Workers, bool SharesProcessors);
}
