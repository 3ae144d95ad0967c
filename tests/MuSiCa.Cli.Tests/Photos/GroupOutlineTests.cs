using MuSiCa.Drawing;
using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class GroupOutlineTests
{
    [Fact]
    public void IsClosed_PointsGoingRound_Are() =>
        Assert.True(GroupOutline.IsClosed(new LandmarkGroup("eye", [0, 1, 2, 3]), [0, 0, 1, -1, 2, 0, 1, 1]));

    [Fact]
    public void IsClosed_PointsInARow_AreNot() =>
        Assert.False(GroupOutline.IsClosed(new LandmarkGroup("brow", [0, 1, 2, 3]), [0, 0, 1, -1, 2, -1, 3, 0]));

    [Fact]
    public void IsClosed_FewPoints_AreNot() =>
        Assert.False(GroupOutline.IsClosed(new LandmarkGroup("nose", [0, 1, 2]), [0, 0, 1, 1, 0, 1]));
}
