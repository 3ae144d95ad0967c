using System.Collections.Concurrent;
using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

/// <summary>
/// Stages whose outputs tell faces apart: each adds the face's own brightness to its landmarks and to its hidden state, and
/// expects an error that depends on both, so that a face which got another's row or state ends elsewhere.
/// </summary>
internal sealed class FakeStages
{
    private const float LargeError = 0.2f;

    public FakeStages()
    {
        All = [.. Enumerable.Range(0, TestModel.Stages).Select(number => new FakeStage(this, number))];
    }

    public IReadOnlyList<IStage> All { get; }

    /// <summary>Called at the start of every run with the stage, counted from 0, and the brightness of each face.</summary>
    public Action<int, int[]> OnRun { get; set; } = static (_, _) => { };

    /// <summary>After which stage, counted from 1, a face of this brightness is good enough; beyond the last for never.</summary>
    public Func<int, int> ExitStage { get; set; } = static _ => int.MaxValue;

    /// <summary>Every run so far: the stage and the brightness of each face.</summary>
    public ConcurrentQueue<(int Stage, int[] Faces)> Runs { get; } = new();

    private void Run(int stage, StageBatch batch)
    {
        int[] faces = [.. Enumerable.Range(0, batch.Count).Select(row => Brightness(batch, row))];
        Runs.Enqueue((stage, faces));
        OnRun(stage, faces);
        for (int row = 0; row < batch.Count; row++)
        {
            float brightness = faces[row];
            int hidden = row * batch.Shape.Hidden;
            for (int k = 0; k < batch.Shape.Hidden; k++)
            {
                batch.HiddenOut[hidden + k] = batch.HiddenIn[hidden + k] + brightness;
            }

            batch.Displacement.Slice(row * 2 * batch.Shape.Landmarks, 2 * batch.Shape.Landmarks).Fill(batch.HiddenOut[hidden]);
            batch.PredictedError[row] = stage + 1 >= ExitStage(faces[row]) ? 0.01f : LargeError;
        }
    }

    private static int Brightness(StageBatch batch, int row) => (int)MathF.Round(3 * batch.Normalization[2 * row]);

    private sealed class FakeStage(FakeStages owner, int number) : IStage
    {
        public int PaddedCount(int count) => count;

        public void Run(StageBatch batch) => owner.Run(number, batch);
    }
}
