using MuSiCa.Inference;

namespace MuSiCa.Bench.Tests;

public class PoseTests
{
    private static readonly Pose Turned = new(50, 60, 320, 240, 1.7, 0.4);

    [Fact]
    public void ToFrame_Anchor_LiesAtItsPlace() => Assert.Equal((320, 240), Turned.ToFrame(50, 60));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(123.5, -7)]
    public void ToPhoto_OfToFrame_IsWhereItBegan(double x, double y)
    {
        (double frameX, double frameY) = Turned.ToFrame(x, y);

        (double backX, double backY) = Turned.ToPhoto(frameX, frameY);

        Assert.Equal(x, backX, 9);
        Assert.Equal(y, backY, 9);
    }

    [Fact]
    public void ToFrame_Box_KeepsItsMiddleAndIsScaled()
    {
        BoundingBox box = Turned.ToFrame(new BoundingBox(40, 40, 20, 40));

        Assert.Equal(320, box.X + (box.Width / 2), 3);
        Assert.Equal(240, box.Y + (box.Height / 2), 3);
        Assert.Equal(1.7 * 40, box.Height, 3);
    }
}
