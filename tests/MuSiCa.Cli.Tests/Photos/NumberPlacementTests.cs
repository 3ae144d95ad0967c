using MuSiCa.Drawing;
using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class NumberPlacementTests
{
    // A brow above two outlines, one within the other.
    private readonly NumberPlacement _placement = new(
        [
            [new(0, 0), new(50, 0), new(100, 0)],
            [new(0, 50), new(50, 20), new(100, 50), new(50, 80)],
            [new(20, 50), new(50, 40), new(80, 50), new(50, 60)],
        ],
        [false, true, true]);

    [Fact]
    public void Find_CurvedOutline_IsOutsideOnItsHollowSideToo()
    {
        LandmarkAnswer[] brow = [new(0, 20), new(50, 0), new(100, 20), new(100, 30), new(50, 10), new(0, 30)];

        LandmarkAnswer below = new NumberPlacement([brow], [true]).Find(0, 4, 5);

        Assert.Equal(new LandmarkAnswer(50, 15), below);
    }

    [Theory]
    [InlineData(0, 1, 50, -5)]
    [InlineData(1, 0, -5, 50)]
    [InlineData(1, 3, 50, 85)]
    [InlineData(2, 1, 50, 45)]
    [InlineData(2, 2, 75, 50)]
    public void Find_Point_IsBesideTheLineAwayFromWhatItGoesRound(int group, int index, double x, double y) =>
        Assert.Equal(new LandmarkAnswer(x, y), _placement.Find(group, index, 5));
}
