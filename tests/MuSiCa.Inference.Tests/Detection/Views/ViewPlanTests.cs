using CsCheck;

namespace MuSiCa.Inference.Tests;

public sealed class ViewPlanTests
{
    private static readonly FinderPackage Tiny = TinyFinder.Package;
    private static readonly FinderPackage Usual = Tiny with { View = new ViewLayout(320, 8), Faces = new FaceRange(16, 320) };

    // From one pixel to thousands, each order of magnitude as often.
    private static readonly Gen<int> GenSide = Gen.Double[0, 3.8].Select(static power => 1 + (int)Math.Pow(10, power));

    private static readonly Gen<Image> GenImage = Gen.Select(
        Gen.Bool, GenSide, GenSide, Gen.Double[0, 2.5], Gen.Int[1, 200],
        (tiny, width, height, face, views) => new Image(tiny, width, height, Math.Pow(10, face), views));

    private static readonly Gen<Place> GenPlace = Gen.Select(
        Gen.Bool, Gen.Double.Unit, Gen.Double.Unit, Gen.Double.Unit, Gen.Double.Unit, Gen.Double.Unit, Gen.Double.Unit,
        (hard, tile, near, side, shape, x, y) => new Place(hard, tile, near, side, shape, x, y));

    [Theory]
    [InlineData(640, 480, 2)]
    [InlineData(480, 640, 2)]
    [InlineData(320, 1, 1)]
    [InlineData(20, 20, 0.25)]
    [InlineData(1, 1, 0.25)]
    public void Create_WithoutMinFace_IsTheWholeImageOnly(int width, int height, double ratio)
    {
        var plan = ViewPlan.Create(Usual, width, height, minFace: null, maxViews: 64);

        View view = Assert.Single(plan.Views);
        Assert.Equal(new View((width - 1) / 2.0, (height - 1) / 2.0, ratio, ViewEdges.None), view);
        Assert.Equal(16 * ratio, plan.LeastFace);
        Assert.Equal(Math.Max(1, ratio), plan.MaxShrink);
        Assert.False(plan.IsReduced);
    }

    [Fact]
    public void Create_FacesThatTheWholeViewShows_NeedsNoTiles() =>
        Assert.Single(ViewPlan.Create(Usual, 640, 480, minFace: 32, maxViews: 64).Views);

    [Fact]
    public void Create_SmallFaces_AddsTilesFromTheFinestLevelOn()
    {
        var plan = ViewPlan.Create(Usual, 640, 480, minFace: 16, maxViews: 64);

        Assert.Equal(16, plan.LeastFace);
        Assert.Equal(1, plan.MaxShrink);
        Assert.False(plan.IsReduced);
        Assert.Equal(2, plan.Views[0].Ratio);
        Assert.Equal([1.0], plan.Views.Skip(1).Select(view => view.Ratio).Distinct());
        Assert.Equal(7, plan.Views.Length);
        Assert.Equal(ViewEdges.Right | ViewEdges.Bottom, plan.Views[1].Cut);
        Assert.Equal(ViewEdges.Left | ViewEdges.Top, plan.Views[^1].Cut);
    }

    [Theory]
    [InlineData(6000, 4000, 32)]
    [InlineData(4000, 6000, 40)]
    [InlineData(6000, 4000, 1)]
    [InlineData(65_000, 3, 16)]
    public void Create_MoreViewsThanAllowed_TakesTheFinestThatFitAndSaysSo(int width, int height, double minFace)
    {
        var plan = ViewPlan.Create(Usual, width, height, minFace, maxViews: 20);

        Assert.True(plan.IsReduced);
        Assert.InRange(plan.Views.Length, 10, 20);
        Assert.InRange(plan.LeastFace, minFace, 16 * plan.Views[0].Ratio);
    }

    [Fact]
    public void Create_OneViewAllowed_IsTheWholeImageAndSaysSo()
    {
        var plan = ViewPlan.Create(Usual, 6000, 4000, minFace: 32, maxViews: 1);

        Assert.Single(plan.Views);
        Assert.True(plan.IsReduced);
        Assert.Equal(300, plan.LeastFace);
    }

    [Fact]
    public void Create_24Megapixels_StaysBounded()
    {
        var plan = ViewPlan.Create(Usual, 6000, 4000, minFace: 64, maxViews: 64);

        Assert.False(plan.IsReduced);
        Assert.Equal(64, plan.LeastFace);
        Assert.Equal(4, plan.MaxShrink);
        Assert.InRange(plan.Views.Length, 20, 64);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Create_SenselessMinFace_IsRefused(double minFace) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ViewPlan.Create(Usual, 640, 480, minFace, maxViews: 64));

    [Fact]
    public void Create_AnyImage_ShowsEveryFaceWholeAndLargeEnoughInSomeView() => Gen.Select(GenImage, GenPlace.Array[1, 40]).Sample(
        (image, places) =>
        {
            FinderPackage package = image.IsTiny ? Tiny : Usual;
            var plan = ViewPlan.Create(package, image.Width, image.Height, image.MinFace, image.MaxViews);
            foreach (Place place in places)
            {
                if (place.In(package, plan) is { } face)
                {
                    Assert.True(plan.Views.Any(view => Shows(package, view, face)), $"{face}");
                }
            }
        },
        iter: 16 * Check.Iter);

    private static bool Shows(FinderPackage package, View view, (double Left, double Top, double Right, double Bottom) face)
    {
        const double Tolerance = 1e-6;
        double last = package.View.Size - 1;
        double left = package.View.Center + ((face.Left - view.CenterX) / view.Ratio);
        double top = package.View.Center + ((face.Top - view.CenterY) / view.Ratio);
        double right = package.View.Center + ((face.Right - view.CenterX) / view.Ratio);
        double bottom = package.View.Center + ((face.Bottom - view.CenterY) / view.Ratio);
        return left >= -0.5 - Tolerance && top >= -0.5 - Tolerance
            && right <= last + 0.5 + Tolerance && bottom <= last + 0.5 + Tolerance
            && view.ShowsWhole(package.View, left + Tolerance, top + Tolerance, right - Tolerance, bottom - Tolerance)
            && Math.Max(right - left, bottom - top) >= package.Faces.Least - Tolerance;
    }

    private sealed record Image(bool IsTiny, int Width, int Height, double MinFace, int MaxViews);

    /// <summary>Where in an image a face is, and how large; whether it is a hard one, and the rest in parts of what there is.</summary>
    private sealed record Place(bool IsHard, double Tile, double Near, double Side, double Shape, double X, double Y)
    {
        // Anywhere in the image, touching its edges at times, its longer side anything from the least on. Half of the faces are as hard
        // as can be: just too small for the next level, and just over the edge of a tile.
        public (double Left, double Top, double Right, double Bottom)? In(FinderPackage package, ViewPlan plan)
        {
            double room = Math.Max(plan.ImageWidth, plan.ImageHeight) - 1;
            double side = IsHard
                ? Math.Max(plan.LeastFace, package.Faces.Least * Of(plan, Tile).Ratio * (1 - 1e-6))
                : plan.LeastFace * Math.Pow(Math.Max(1, room / plan.LeastFace), Side);
            double other = IsHard ? side : side * (0.3 + (0.7 * Shape));
            (double width, double height) = plan.ImageWidth > plan.ImageHeight ? (side, other) : (other, side);
            if (width > plan.ImageWidth - 1 || height > plan.ImageHeight - 1)
            {
                return null;
            }

            View near = Of(plan, Near);
            double edge = (View.CutMargin - package.View.Center - 1e-5) * near.Ratio;
            double left = IsHard ? near.CenterX + edge : (plan.ImageWidth - 1 - width) * ToTheEdge(X);
            double top = IsHard ? near.CenterY + edge : (plan.ImageHeight - 1 - height) * ToTheEdge(Y);
            left = Math.Clamp(left, 0, plan.ImageWidth - 1 - width);
            top = Math.Clamp(top, 0, plan.ImageHeight - 1 - height);
            return (left, top, left + width, top + height);
        }

        private static View Of(ViewPlan plan, double part) => plan.Views[(int)(part * plan.Views.Length)];

        private static double ToTheEdge(double part) => Math.Clamp((1.2 * part) - 0.1, 0, 1);
    }
}
