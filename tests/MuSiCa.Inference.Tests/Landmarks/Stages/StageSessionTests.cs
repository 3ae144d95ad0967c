using System.Text.Json;

namespace MuSiCa.Inference.Tests;

public sealed class StageSessionTests
{
    private const int Faces = 3;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_KnownInputs_GivesWhatTheGeneratorComputed(int stage)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(TinyModel.ExpectedPath));
        using CascadeSession session = TinyModel.Open();
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), capacity: 5);
        Fill(batch);

        session.Stages[stage].Run(batch);

        JsonElement answer = expected.RootElement[stage];
        AssertClose(answer.GetProperty("hiddenOut"), batch.HiddenOut, 2e-5);
        AssertClose(answer.GetProperty("displacement"), batch.Displacement, 1e-4);
        AssertClose(answer.GetProperty("predictedError"), batch.PredictedError, 2e-6);
    }

    [Fact]
    public void Run_EmptyBatch_DoesNothing()
    {
        using CascadeSession session = TinyModel.Open();
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), capacity: 2);
        batch.PredictedError.Fill(7);

        session.Stages[0].Run(batch);

        Assert.Equal(7, batch.PredictedError[0]);
    }

    [Fact]
    public void PaddedCount_OnTheCpu_IsTheCount()
    {
        using CascadeSession session = TinyModel.Open();

        Assert.Equal(5, session.Stages[0].PaddedCount(5));
    }

    [Fact]
    public void PaddedCount_WherePadded_IsTheNextPowerOfTwo()
    {
        using var stage = new StageSession(new(TinyModel.Package.Stages[0].Path), isOnCpu: false);

        Assert.Equal([1, 2, 4, 4, 8, 8, 16], new[] { 1, 2, 3, 4, 5, 8, 9 }.Select(stage.PaddedCount));
    }

    [Fact]
    public void Run_Padded_AnswersAsUnpadded()
    {
        using CascadeSession session = TinyModel.Open();
        using var padding = new StageSession(new(TinyModel.Package.Stages[0].Path), isOnCpu: false);
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), capacity: 4);
        using var padded = new StageBatch(StageShape.Of(TinyModel.Package), capacity: 4);
        Fill(batch);
        Fill(padded);

        session.Stages[0].Run(batch);
        padding.Run(padded);

        for (int i = 0; i < Faces * batch.Shape.Landmarks * 2; i++)
        {
            Assert.Equal(batch.Displacement[i], padded.Displacement[i], 1e-5f);
        }
    }

    [Fact]
    public void Count_BeyondCapacity_IsRefused()
    {
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), capacity: 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Count = 3);
    }

    [Fact]
    public void Patches_AfterDispose_IsRefused()
    {
        var batch = new StageBatch(StageShape.Of(TinyModel.Package), capacity: 2);
        batch.Dispose();

        Assert.Throws<ObjectDisposedException>(() => batch.Patches[0] = 1);
    }

    private static void Fill(StageBatch batch)
    {
        batch.Count = Faces;
        for (int face = 0; face < Faces; face++)
        {
            for (int i = 0; i < batch.Shape.PatchBytes; i++)
            {
                batch.Patches[(face * batch.Shape.PatchBytes) + i] = (byte)(((7 * i) + (31 * face)) % 256);
            }

            for (int i = 0; i < batch.Shape.Hidden; i++)
            {
                batch.HiddenIn[(face * batch.Shape.Hidden) + i] = 0.25f * (((i + face) % 5) - 2);
            }

            batch.Normalization[2 * face] = 120;
            batch.Normalization[(2 * face) + 1] = 1 / 64f;
        }
    }

    private static void AssertClose(JsonElement expected, ReadOnlySpan<float> actual, double tolerance)
    {
        for (int i = 0; i < expected.GetArrayLength(); i++)
        {
            Assert.Equal(expected[i].GetDouble(), actual[i], tolerance);
        }
    }
}
