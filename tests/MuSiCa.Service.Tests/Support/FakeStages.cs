using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

/// <summary>Stages that leave the mean shape where it is, so that the landmarks of a face follow from its box alone.</summary>
internal sealed class FakeStages
{
    public static ModelPackage Package { get; } = ModelPackage.Load(TestPaths.TinyModel);

    /// <summary>Called at the start of every run with the number of faces.</summary>
    public Action<int> OnRun { get; set; } = static _ => { };

    /// <summary>What the stages expect as error, by stage counted from 1.</summary>
    public Func<int, float> PredictedError { get; set; } = static _ => 0.2f;

    /// <summary>Called with each batch that has been computed, which it may overwrite.</summary>
    public Action<StageBatch> Spoil { get; set; } = static _ => { };

    public CascadeSession Session(ProviderReport? provider = null) => new(
        Package,
        Package.Stages.Select(stage => new FakeStage(this, stage.Number)),
        provider ?? new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));

    /// <summary>Where the landmarks of a box are: x0, y0, x1, y1, ….</summary>
    public static double[] Landmarks(BoundingBox box) =>
    [
        .. Package.MeanShape.Select((value, i) => Math.Round(
            (i % 2 == 0 ? box.X + (box.Width / 2) : box.Y + (box.Height / 2)) + (value * box.Side), 2)),
    ];

    private sealed class FakeStage(FakeStages owner, int number) : IStage
    {
        public int PaddedCount(int count) => count;

        public void Run(StageBatch batch)
        {
            owner.OnRun(batch.Count);
            batch.HiddenOut.Clear();
            batch.Displacement.Clear();
            batch.PredictedError.Fill(owner.PredictedError(number));
            owner.Spoil(batch);
        }
    }
}
