using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A scheduler of three lanes that has faces in every stage and more that wait.</summary>
internal static class EveryStage
{
    private const int Waiting = 12;

    public static SchedulerFixture Create(string policy, StageGate gate)
    {
        var fixture = new SchedulerFixture(new FixtureOptions { Policy = policy, BatchLimit = 2 }, lanes: TestModel.Stages);

        // Faces 1, 2 and 3 stop in the first, second and third stage.
        fixture.Stages.OnRun = call =>
        {
            if (call.Faces.Contains(call.Stage + 1) || call.Faces.Any(face => face > TestModel.Stages))
            {
                gate.Pass();
            }
        };
        return fixture;
    }

    /// <summary>Hands over faces from 1 on.</summary>
    public static async Task<Task<FaceAlignment>[]> FillAsync(SchedulerFixture fixture, StageGate gate)
    {
        List<Task<FaceAlignment>> faces = [];
        for (int face = 1; face <= TestModel.Stages; face++)
        {
            faces.Add(fixture.AlignAsync(face));
            await gate.EnteredAsync();
        }

        faces.AddRange(Enumerable.Range(TestModel.Stages + 1, Waiting).Select(face => fixture.AlignAsync(face)));
        return [.. faces];
    }
}
