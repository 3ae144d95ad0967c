namespace MuSiCa.Inference.Tests;

public sealed class PeakReaderTests
{
    private static readonly ViewLayout Layout = new(96, 8);
    private static readonly View Whole = new(100, 50, 2, ViewEdges.None);

    [Fact]
    public void Read_Peak_IsMappedToTheImage()
    {
        FaceCandidate[] found = Read(Whole, 0.5f, (17, 0.7f, [40, 30, 60, 70]));

        // X = 100 + (40 - 47.5) * 2, Y = 50 + (30 - 47.5) * 2.
        Assert.Equal([new FaceCandidate(new BoundingBox(85, 15, 40, 80), 0.7f, 2)], found);
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(0.49999f, 0)]
    public void Read_ScoreAtTheThreshold_Counts(float score, int count) =>
        Assert.Equal(count, Read(Whole, 0.5f, (3, score, [10, 10, 30, 30])).Length);

    [Theory]
    [InlineData(60, 30, 40, 70)]
    [InlineData(40, 30, 40, 70)]
    [InlineData(40, 70, 60, 30)]
    public void Read_BoxWithoutArea_IsNone(float left, float top, float right, float bottom) =>
        Assert.Empty(Read(Whole, 0.5f, (3, 0.9f, [left, top, right, bottom])));

    [Theory]
    [InlineData(ViewEdges.Left, 1.9f, 30, 50, 60)]
    [InlineData(ViewEdges.Top, 20, 1.9f, 50, 60)]
    [InlineData(ViewEdges.Right, 20, 30, 93.1f, 60)]
    [InlineData(ViewEdges.Bottom, 20, 30, 50, 93.1f)]
    public void Read_BoxAtAnEdge_CountsOnlyWhereTheImageEndsThere(ViewEdges edge, float left, float top, float right, float bottom)
    {
        ViewEdges others = (ViewEdges.Left | ViewEdges.Top | ViewEdges.Right | ViewEdges.Bottom) & ~edge;

        Assert.Empty(Read(Whole with { Cut = edge }, 0.5f, (3, 0.9f, [left, top, right, bottom])));
        Assert.Single(Read(Whole with { Cut = others }, 0.5f, (3, 0.9f, [left, top, right, bottom])));
    }

    [Fact]
    public void Read_MorePeaksThanTheListHolds_KeepsTheBest()
    {
        var candidates = new CandidateList(2);
        (float[] score, float[] box) = Outputs(
            (0, 0.6f, [1, 1, 20, 20]), (1, 0.9f, [2, 2, 20, 20]), (2, 0.7f, [3, 3, 20, 20]), (3, 0.55f, [4, 4, 20, 20]));

        Assert.True(PeakReader.Read(Layout, score, box, Whole, 0.5f, candidates));

        Assert.Equal([0.9f, 0.7f], candidates.ToArray().Select(face => face.Score));
    }

    private static FaceCandidate[] Read(View view, float threshold, params (int Cell, float Score, float[] Box)[] peaks)
    {
        var candidates = new CandidateList(CandidateList.PerView);
        (float[] score, float[] box) = Outputs(peaks);
        Assert.True(PeakReader.Read(Layout, score, box, view, threshold, candidates));
        return candidates.ToArray();
    }

    private static (float[] Score, float[] Box) Outputs(params (int Cell, float Score, float[] Box)[] peaks)
    {
        float[] score = new float[Layout.CellCount];
        float[] box = new float[4 * Layout.CellCount];
        foreach ((int cell, float value, float[] edges) in peaks)
        {
            score[cell] = value;
            for (int edge = 0; edge < edges.Length; edge++)
            {
                box[(edge * Layout.CellCount) + cell] = edges[edge];
            }
        }

        return (score, box);
    }
}
