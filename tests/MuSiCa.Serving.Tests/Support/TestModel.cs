using System.Collections.Immutable;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A model of three stages, small enough to be followed by hand.</summary>
internal static class TestModel
{
    public const int Stages = 3;
    private const int BoxSide = 8;
    private const double Margin = 0.25;
    private const int Levels = 2;

    public static ModelPackage Package { get; } = new()
    {
        Directory = "/nowhere",
        Name = "test",
        Version = "1",
        Landmarks = new LandmarkScheme
        {
            Name = "test2",
            Count = 2,
            Groups = [new LandmarkGroup("all", [0, 1])],
            Mirror = [1, 0],
            EyeCorners = (0, 1),
            Pupils = ([0], [1]),
        },
        Frame = new FrameLayout(BoxSide, Margin, FrameLayout.SizeFor(BoxSide, Margin, Levels), Levels),
        Patch = new PatchLayout(4, [0, 1]),
        HiddenSize = 2,
        MeanShape = [-0.25f, 0, 0.25f, 0],
        Stages = [.. Enumerable.Range(1, Stages).Select(number => new StageDescription(number, $"stage-{number}.onnx", 0, "", 1, [0, 1]))],
        Exit = new ExitCalibration
        {
            Threshold = 0.05f,
            FinalThreshold = 0.5f,
            Profiles = ImmutableSortedDictionary<string, float>.Empty.Add("fast", 0.1f),
            Table = [],
        },
        Training = new TrainingNote("none", "none", new DateOnly(2026, 1, 1), "none"),
        License = "none",
        Metrics = ImmutableSortedDictionary<string, double>.Empty,
    };

    public static CascadeSession Session(IEnumerable<IStage> stages, ModelPackage? package = null) =>
        new(package ?? Package, stages, new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));
}
