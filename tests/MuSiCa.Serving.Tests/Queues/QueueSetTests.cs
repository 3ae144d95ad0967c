namespace MuSiCa.Serving.Tests;

public sealed class QueueSetTests
{
    [Fact]
    public void Add_Faces_WaitForTheirStageFromNowOn()
    {
        TestQueues queues = TestQueues.Create(batchLimit: 2);
        WorkItem face = queues.Item(stage: 1);

        queues.Set.Add(face, TestQueues.Ms(7));
        queues.Set.Add(queues.Item(stage: 2), default);

        Assert.Equal(2, queues.Count);
        Assert.Equal([0, 1, 1], queues.Model.Queues.Select(queue => queue.Count));
        Assert.Equal(TestQueues.Ms(7), face.Queued);
        Assert.Same(face, queues.Of(1).MostUrgent);
    }

    [Fact]
    public void Take_FromAStage_LeavesTheOtherStages()
    {
        TestQueues queues = TestQueues.Create(batchLimit: 2);
        queues.Fill(stage: 0, count: 2);
        queues.Fill(stage: 2, count: 1);

        Assert.Equal(2, queues.Set.Take(queues.Of(2)).Stage);

        Assert.Equal(2, queues.Count);
        Assert.Equal(0, queues.Of(2).Count);
    }

    [Fact]
    public void TryRemove_WaitingFaceAndStranger_TakesOutOnlyTheOneThatWaits()
    {
        TestQueues queues = TestQueues.Create(batchLimit: 2);
        WorkItem face = queues.Item(stage: 1);
        queues.Set.Add(face, default);
        queues.Fill(stage: 1, count: 1);

        Assert.True(queues.Set.TryRemove(face));
        Assert.False(queues.Set.TryRemove(face));
        Assert.False(queues.Set.TryRemove(queues.Item()));

        Assert.Equal(1, queues.Count);
        Assert.Equal(1, queues.Of(1).Count);
    }

    [Fact]
    public void IsFull_AtTheLimitAndOneBelow_TellsThemApart()
    {
        TestQueues queues = TestQueues.Create(batchLimit: 3);
        queues.Fill(stage: 1, count: 2);
        Assert.False(queues.Of(1).IsFull);
        Assert.False(queues.Set.AnyFull);

        queues.Fill(stage: 1, count: 1);

        Assert.True(queues.Of(1).IsFull);
        Assert.False(queues.Of(0).IsFull);
        Assert.True(queues.Set.AnyFull);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(15, true)]
    public void IsEfficient_EveryBatchTakesTheSameTime_OnlyWhenFull(int faces, bool expected)
    {
        TestQueues queues = TestQueues.Create(batchLimit: 10, cost: TestQueues.Ms(10));
        queues.Fill(stage: 1, faces);

        Assert.Equal(expected, queues.Of(1).IsEfficient);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(7, true)]
    [InlineData(10, true)]
    public void IsEfficient_EveryFaceTakesTheSameTime_FromOneFaceOn(int faces, bool expected)
    {
        TestQueues queues = TestQueues.CreateLinear(batchLimit: 10, anItem: TestQueues.Ms(1));
        queues.Fill(stage: 1, faces);

        Assert.Equal(expected, queues.Of(1).IsEfficient);
    }

    [Theory]
    [InlineData(4.1, true)]
    [InlineData(4.3, false)]
    public void IsEfficient_FaceCostsALittleMoreThanInTheLargestBatch_UpToFivePercent(double four, bool expected)
    {
        TestQueues queues = TestQueues.CreateLinear(batchLimit: 10, anItem: TestQueues.Ms(1));
        queues.Costs.Set(1, 2, TestQueues.Ms(four));
        queues.Fill(stage: 1, count: 4);

        Assert.Equal(expected, queues.Of(1).IsEfficient);
    }

    [Fact]
    public void IsEfficient_NothingMeasured_OnlyWhenFull()
    {
        TestQueues queues = TestQueues.Create(batchLimit: 2);
        queues.Fill(stage: 0, count: 1);
        queues.Fill(stage: 1, count: 2);

        Assert.False(queues.Of(0).IsEfficient);
        Assert.True(queues.Of(1).IsEfficient);
    }

    [Fact]
    public void IsUrgent_NobodyWaits_IsFalse() =>
        Assert.False(TestQueues.Create(batchLimit: 2).Of(0).IsUrgent(longest: default, isBusy: false, TestQueues.Ms(1000)));

    [Fact]
    public void ByDepth_DetectorBesideACascade_EndsWithDetection()
    {
        TestQueues cascade = TestQueues.Create(batchLimit: 2);
        var detector = new TestBatchModel(stages: 1, batchLimit: 4, firstNumber: 0);

        cascade.Set.Add(detector);

        Assert.Equal([3, 2, 1, 0], cascade.Set.ByDepth.Select(queue => queue.Depth));
        Assert.Equal([false, false, true, true], cascade.Set.ByDepth.Select(queue => queue.IsEntry));
    }

    [Fact]
    public void IsPressed_TwoBatchesOfEitherKindOfNewcomers_IsTrue()
    {
        TestQueues cascade = TestQueues.Create(batchLimit: 2);
        var detector = new TestBatchModel(stages: 1, batchLimit: 4, firstNumber: 0);
        cascade.Set.Add(detector);
        cascade.Fill(stage: 1, count: 10);
        cascade.Fill(stage: 0, count: 3);
        Assert.False(cascade.Set.IsPressed);

        for (int i = 0; i < 8; i++)
        {
            cascade.Set.Add(new TestItem(detector), default);
        }

        Assert.True(cascade.Set.IsPressed);
    }

    [Fact]
    public void Deepest_EntriesOnly_LeavesSurvivorsOutAndPrefersFacesToViews()
    {
        TestQueues cascade = TestQueues.Create(batchLimit: 2);
        var detector = new TestBatchModel(stages: 1, batchLimit: 4, firstNumber: 0);
        cascade.Set.Add(detector);
        Assert.Null(cascade.Set.Deepest(isEntry: false));
        cascade.Set.Add(new TestItem(detector), default);
        cascade.Fill(stage: 2, count: 1);

        Assert.Same(cascade.Of(2), cascade.Set.Deepest(isEntry: false));
        Assert.Same(detector.Queues[0], cascade.Set.Deepest(isEntry: true));
        cascade.Fill(stage: 0, count: 1);
        Assert.Same(cascade.Of(0), cascade.Set.Deepest(isEntry: true));
    }
}
