namespace MuSiCa.Inference.Tests;

public sealed class FinderRunnerTests
{
    private readonly ViewPreparer _preparer = new(TinyFinder.Package);
    private readonly CandidateList _candidates = new(CandidateList.PerView);

    [Fact]
    public void Read_ViewsOfTwoImagesInOneBatch_GivesEachItsOwnFaces()
    {
        var one = new PaintedPhoto(96, 96);
        var other = new PaintedPhoto(192, 192);
        BoundingBox first = one.Paint(20, 30, 18, 24, 0.8f);
        BoundingBox second = other.Paint(100, 40, 60, 48, 0.6f);
        using FinderSession session = TinyFinder.Open();
        using var batch = new FinderBatch(session.Package.View, capacity: 3);
        var runner = new FinderRunner(session);
        View[] views = [Whole(one), Whole(other)];
        using PreparedView a = _preparer.Prepare(one.Pixels, PixelMapping.Identity, views[0]);
        using PreparedView b = _preparer.Prepare(other.Pixels, PixelMapping.Identity, views[1]);

        runner.Gather([a, b], batch);
        runner.Execute(batch);

        AssertFound(runner, batch, 0, views[0], first, 0.8f);
        AssertFound(runner, batch, 1, views[1], second, 0.6f);
    }

    [Fact]
    public void Execute_AfterWarmUp_AllocatesNothing()
    {
        var photo = new PaintedPhoto(96, 96);
        photo.Paint(20, 30, 18, 24);
        using FinderSession session = TinyFinder.Open();
        using var batch = new FinderBatch(session.Package.View, capacity: 2);
        var runner = new FinderRunner(session);
        View view = Whole(photo);
        PreparedView[] views = [_preparer.Prepare(photo.Pixels, PixelMapping.Identity, view)];
        void Once()
        {
            _candidates.Clear();
            runner.Gather(views, batch);
            runner.Execute(batch);
            runner.Read(batch, 0, view, 0.5f, _candidates);
        }

        for (int i = 0; i < 20; i++)
        {
            Once();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Once();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1, _candidates.Count);
    }

    [Theory]
    [InlineData(float.NaN, 10)]
    [InlineData(float.PositiveInfinity, 10)]
    [InlineData(0.9f, float.NaN)]
    [InlineData(0.9f, float.NegativeInfinity)]
    public void Read_ValueThatIsNotFinite_IsAFault(float score, float edge)
    {
        var graph = new FakeGraph(batch =>
        {
            batch.Score[5] = score;
            batch.Box[5] = edge;
        });
        using FinderSession session = graph.Session();
        using var batch = new FinderBatch(session.Package.View, capacity: 1) { Count = 1 };
        var runner = new FinderRunner(session);
        runner.Execute(batch);

        FinderOutputException exception = Assert.Throws<FinderOutputException>(() =>
            runner.Read(batch, 0, new View(0, 0, 1, ViewEdges.None), 0.5f, _candidates));

        Assert.Contains("tiny-finder", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gather_BatchOfOtherLayout_IsRefused()
    {
        using FinderSession session = TinyFinder.Open();
        using var batch = new FinderBatch(new ViewLayout(64, 8), capacity: 1);

        Assert.Throws<ArgumentException>(() => new FinderRunner(session).Gather([], batch));
    }

    [Fact]
    public void Read_RowThatIsNotInTheBatch_IsRefused()
    {
        using FinderSession session = TinyFinder.Open();
        using var batch = new FinderBatch(session.Package.View, capacity: 2) { Count = 1 };

        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new FinderRunner(session).Read(batch, 1, new View(0, 0, 1, ViewEdges.None), 0.5f, _candidates));
    }

    private static View Whole(PaintedPhoto photo) =>
        ViewPlan.Create(TinyFinder.Package, photo.Width, photo.Height, minFace: null, maxViews: 1).Views[0];

    private void AssertFound(FinderRunner runner, FinderBatch batch, int row, View view, BoundingBox box, float score)
    {
        _candidates.Clear();
        runner.Read(batch, row, view, 0.5f, _candidates);
        FaceCandidate found = Assert.Single(_candidates.ToArray());
        Assert.Equal(score, found.Score, 0.01f);
        Assert.Equal(view.Ratio, found.Ratio);
        Assert.True(BoxOverlap.Iou(box, found.Box) > 0.9, $"{found.Box} instead of {box}");
    }
}
