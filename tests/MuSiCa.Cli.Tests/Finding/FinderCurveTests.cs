using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class FinderCurveTests
{
    private const float Small = 20;
    private const float Large = 200;

    private static readonly FaceSizes LargeOnly = new("large", 100, 1000);

    [Fact]
    public void AveragePrecision_KnownRanking_IsTheAreaUnderTheEnvelope()
    {
        // Faces 4; ranking: face, false, face, face, false: precisions 1, 1/2, 2/3, 3/4, 3/5 at recalls 1/4, 1/4, 2/4, 3/4, 3/4.
        var curve = FinderCurve.Measure(
            [Photo([Large, Large, Large, Large], (0.9f, 0), (0.8f, -1), (0.7f, 1), (0.6f, 2), (0.5f, -1))], FaceSizes.All);

        Assert.Equal(100 * ((0.25 * 1) + (0.25 * 0.75) + (0.25 * 0.75)), curve.AveragePrecision!.Value, 1e-9);
    }

    [Fact]
    public void At_Threshold_CountsWhatReachesIt()
    {
        var curve = FinderCurve.Measure([Photo([Large, Large], (0.9f, 0), (0.8f, -1), (0.7f, 1)), Photo([])], FaceSizes.All);

        Assert.Equal(new CurvePoint(0.75, 50, 50, 0.5), curve.At(0.75));
        Assert.Equal(new CurvePoint(0.95, 0, 100, 0), curve.At(0.95));
    }

    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(0.1, 0.7)]
    [InlineData(0.2, 0.5)]
    public void ThresholdFor_FalseFindsAnImage_IsTheLowestThatKeepsThem(double falsePerImage, double threshold)
    {
        JudgedPhoto[] photos =
        [
            Photo([Large, Large, Large], (0.9f, 0), (0.8f, -1), (0.7f, 1), (0.6f, -1), (0.5f, 2)),
            .. Enumerable.Range(0, 9).Select(_ => Photo([])),
        ];

        Assert.Equal(threshold, FinderCurve.Measure(photos, FaceSizes.All).ThresholdFor(falsePerImage), 1e-6);
    }

    [Fact]
    public void Measure_EqualScores_AreOnePoint()
    {
        var curve = FinderCurve.Measure([Photo([Large], (0.9f, -1), (0.9f, 0))], FaceSizes.All);

        Assert.Equal(50, Assert.Single(curve.Points).Precision);
    }

    [Fact]
    public void Measure_OneSize_NeitherMissesNorBlamesTheOthers()
    {
        var curve = FinderCurve.Measure([Photo([Large, Small], (0.9f, 1), (0.8f, 0), (0.7f, -1))], LargeOnly);

        Assert.Equal(1, curve.Faces);
        Assert.Equal([(100.0, 100.0)], curve.Points.Select(point => (point.Recall, point.Precision)));
    }

    [Fact]
    public void Measure_NoFace_HasNoAveragePrecision()
    {
        var curve = FinderCurve.Measure([Photo([], (0.9f, -1))], FaceSizes.All);

        Assert.Null(curve.AveragePrecision);
        Assert.Equal(1, curve.At(0.5).FalsePerImage);
    }

    // False finds are small.
    private static JudgedPhoto Photo(float[] sides, params (float Score, int Face)[] finds)
    {
        BoundingBox[] faces = [.. sides.Select((side, index) => new BoundingBox(1000 * index, 0, side, side))];
        return new JudgedPhoto(
            new AnnotatedPhoto("photo", "photo.png", faces, [], null),
            [
                .. finds.Select(find => new JudgedFind(
                    new(find.Face >= 0 ? faces[find.Face] : new BoundingBox(-500, 0, Small, Small), find.Score),
                    find.Face >= 0 ? FindKind.Face : FindKind.False,
                    find.Face,
                    1)),
            ]);
    }
}
