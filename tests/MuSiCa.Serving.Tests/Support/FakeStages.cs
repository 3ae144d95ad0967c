using System.Collections.Concurrent;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>
/// Stages whose outputs tell faces apart: each adds the face's own brightness to its landmarks and to its hidden state, and
/// expects an error that depends on both, so that a face which got another's row or state ends elsewhere.
/// </summary>
internal sealed class FakeStages
{
    public const float SmallError = 0.01f;
    public const float LargeError = 0.2f;

    /// <summary>What tells the answers of one model from those of another: by how often each stage adds a face's brightness.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Called at the start of every run.</summary>
    public Action<StageCall> OnRun { get; set; } = static _ => { };

    /// <summary>After which stage, counted from 1, a face of this brightness is good enough; beyond the last for never.</summary>
    public Func<int, int> ExitStage { get; set; } = static _ => int.MaxValue;

    /// <summary>The error expected of a face that is not good enough, by its brightness.</summary>
    public Func<int, float> Error { get; set; } = static _ => LargeError;

    /// <summary>Called with each row that has been computed, which it may overwrite.</summary>
    public Action<StageRow> Spoil { get; set; } = static _ => { };

    /// <summary>Whether a stage has been disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Rows that are computed for a number of faces.</summary>
    public Func<int, int> Padding { get; set; } = static count => count;

    /// <summary>Every run so far.</summary>
    public ConcurrentQueue<StageCall> Runs { get; } = new();

    /// <summary>Stages of a session that is told apart by its name.</summary>
    public IEnumerable<IStage> Of(string session) =>
        Enumerable.Range(0, TestModel.Stages).Select(stage => new FakeStage(this, session, stage));

    /// <summary>Sizes of the batches that a stage, counted from 0, has run.</summary>
    public int[] BatchSizes(int stage) => [.. Runs.Where(run => run.Stage == stage).Select(run => run.Faces.Length)];

    private void Run(string session, int stage, StageBatch batch)
    {
        int[] faces = [.. Enumerable.Range(0, batch.Count).Select(row => Brightness(batch, row))];
        var call = new StageCall(session, stage, faces);
        Runs.Enqueue(call);
        OnRun(call);
        for (int row = 0; row < batch.Count; row++)
        {
            float brightness = faces[row];
            int hidden = row * batch.Shape.Hidden;
            for (int k = 0; k < batch.Shape.Hidden; k++)
            {
                batch.HiddenOut[hidden + k] = batch.HiddenIn[hidden + k] + (Weight * brightness);
            }

            batch.Displacement.Slice(row * 2 * batch.Shape.Landmarks, 2 * batch.Shape.Landmarks).Fill(batch.HiddenOut[hidden]);
            batch.PredictedError[row] = faces[row] == StageCall.Nobody ? LargeError
                : stage + 1 >= ExitStage(faces[row]) ? SmallError
                : Error(faces[row]);
            Spoil(new StageRow(batch, stage, row, faces[row]));
        }
    }

    private static int Brightness(StageBatch batch, int row) =>
        batch.Normalization[(2 * row) + 1] == 0 ? StageCall.Nobody : (int)MathF.Round(3 * batch.Normalization[2 * row]);

    private sealed class FakeStage(FakeStages owner, string session, int stage) : IStage, IDisposable
    {
        public int PaddedCount(int count) => owner.Padding(count);

        public void Run(StageBatch batch) => owner.Run(session, stage, batch);

        public void Dispose() => owner.IsDisposed = true;
    }
}
