namespace MuSiCa.Inference.Tests;

public sealed class FaceFinderTests : IDisposable
{
    private readonly FinderSession _session = TinyFinder.Open();
    private readonly FaceFinder _finder;

    public FaceFinderTests() => _finder = new FaceFinder(_session, batchSize: 4);

    public void Dispose()
    {
        _finder.Dispose();
        _session.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Find_FortyFacesOfManySizes_FindsEveryOne(int seed)
    {
        var random = new Random(seed);
        var photo = new PaintedPhoto(800, 500, seed);
        BoundingBox[] boxes =
        [
            .. Enumerable.Range(0, 40).Select(face =>
            {
                int side = 18 + random.Next(52);
                int left = (100 * (face % 8)) + 5 + random.Next(90 - side);
                int top = (100 * (face / 8)) + 5 + random.Next(90 - side);
                return photo.Paint(left, top, side, side - random.Next(side / 4), 0.6f + (0.4f * random.NextSingle()));
            }),
        ];

        FoundFace[] faces = Find(photo, new FindSettings { MinFace = 18 });

        Assert.Equal(boxes.Length, faces.Length);
        Assert.All(boxes, box => Assert.Single(faces, face => BoxOverlap.Iou(face.Box, box) > 0.75));
        Assert.Equal(faces.OrderByDescending(face => BoxOverlap.Area(face.Box)), faces);
    }

    [Fact]
    public void Find_NoFace_IsEmpty() => Assert.Empty(Find(new PaintedPhoto(640, 480, seed: 9), new FindSettings { MinFace = 16 }));

    [Fact]
    public void Find_Black_IsEmpty() => Assert.Empty(Find(new PaintedPhoto(640, 480), new FindSettings { MinFace = 16 }));

    [Fact]
    public void Find_OnePixel_IsEmpty() => Assert.Empty(Find(new PaintedPhoto(1, 1), new FindSettings()));

    [Fact]
    public void Find_FaceThatFillsThePhoto_IsFoundWhole()
    {
        var photo = new PaintedPhoto(900, 700);
        BoundingBox box = photo.Paint(60, 50, 700, 600);

        FoundFace face = Assert.Single(Find(photo, new FindSettings { MinFace = 20 }));

        Assert.True(BoxOverlap.Iou(face.Box, box) > 0.9);
    }

    [Fact]
    public void Find_SmallFaceWithoutMinFace_IsNotLookedFor()
    {
        var photo = new PaintedPhoto(960, 960);
        BoundingBox large = photo.Paint(500, 500, 300, 300);
        photo.Paint(100, 100, 20, 20);

        FoundFace face = Assert.Single(Find(photo, new FindSettings()));

        Assert.True(BoxOverlap.Iou(face.Box, large) > 0.9);
        Assert.Equal(2, Find(photo, new FindSettings { MinFace = 20 }).Length);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0.2f, 2)]
    [InlineData(0.95f, 0)]
    public void Find_Threshold_DecidesWhatIsAFace(float? threshold, int count)
    {
        var photo = new PaintedPhoto(96, 96);
        photo.Paint(10, 10, 20, 20, 0.9f);
        photo.Paint(50, 50, 20, 20, 0.3f);

        Assert.Equal(count, Find(photo, new FindSettings { Threshold = threshold }).Length);
    }

    [Fact]
    public void Find_MaxFaces_TakesTheLargest()
    {
        var photo = new PaintedPhoto(96, 96);
        photo.Paint(10, 10, 18, 18);
        photo.Paint(50, 50, 30, 30);

        Assert.Equal(30, Assert.Single(Find(photo, new FindSettings { MaxFaces = 1 })).Box.Width, 1.5f);
    }

    [Fact]
    public void Find_ManyViews_RunsFullBatches()
    {
        var graph = new FakeGraph(_ => { });
        using FinderSession session = graph.Session();
        using var finder = new FaceFinder(session, batchSize: 4);
        var photo = new PaintedPhoto(300, 200);
        var settings = new FindSettings { MinFace = 16 };
        ViewPlan plan = finder.Plan(photo.Width, photo.Height, settings);

        finder.Find(photo.Pixels, PixelMapping.Identity, plan, settings);

        Assert.Equal(plan.Views.Length, graph.BatchSizes.Sum());
        Assert.All(graph.BatchSizes.SkipLast(1), size => Assert.Equal(4, size));
    }

    [Fact]
    public void Find_Cancelled_Stops()
    {
        var photo = new PaintedPhoto(96, 96);
        var settings = new FindSettings();

        Assert.Throws<OperationCanceledException>(() => _finder.Find(
            photo.Pixels, PixelMapping.Identity, _finder.Plan(96, 96, settings), settings, new CancellationToken(canceled: true)));
    }

    private FoundFace[] Find(PaintedPhoto photo, FindSettings settings) =>
        _finder.Find(photo.Pixels, PixelMapping.Identity, _finder.Plan(photo.Width, photo.Height, settings), settings);
}
