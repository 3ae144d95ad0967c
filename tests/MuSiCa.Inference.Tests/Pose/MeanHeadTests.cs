using CsCheck;

namespace MuSiCa.Inference.Tests;

public sealed class MeanHeadTests
{
    private static readonly double[]?[] Points =
    [
        [-0.5, -0.3, -0.2], [0.5, -0.3, -0.2], [0, 0.05, 0.3], null, [-0.3, 0.5, 0], [0.3, 0.5, 0], [0, 0.6, 0.1],
    ];

    private static readonly MeanHead Head = MeanHead.Create(Points)!;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(30, 0, 0)]
    [InlineData(-70, 0, 0)]
    [InlineData(0, 25, 0)]
    [InlineData(0, 0, -40)]
    [InlineData(40, -20, 15)]
    public void PoseOf_TurnedHead_IsItsPose(float yaw, float pitch, float roll)
    {
        HeadPose pose = Head.PoseOf(Seen(yaw, pitch, roll, 80, 300, 200))!.Value;

        Assert.Equal(yaw, pose.Yaw, 0.01f);
        Assert.Equal(pitch, pose.Pitch, 0.01f);
        Assert.Equal(roll, pose.Roll, 0.01f);
    }

    [Fact]
    public void PoseOf_AnyPoseSizeAndPlace_IsFoundAgain() =>
        Gen.Select(Gen.Float[-85, 85], Gen.Float[-80, 80], Gen.Float[-170, 170], Gen.Float[10, 1000], Gen.Float[-500, 5000])
            .Sample((yaw, pitch, roll, scale, at) =>
            {
                HeadPose pose = Head.PoseOf(Seen(yaw, pitch, roll, scale, at, -at))!.Value;
                return MathF.Abs(pose.Yaw - yaw) < 1 && MathF.Abs(pose.Pitch - pitch) < 3 && MathF.Abs(pose.Roll - roll) < 3;
            });

    [Fact]
    public void PoseOf_MirroredFace_IsTheMirroredPose()
    {
        float[] seen = Seen(35, 10, 20, 100, 0, 0);
        int[] mirror = [1, 0, 2, 3, 5, 4, 6];
        float[] mirrored = [.. mirror.SelectMany(index => new[] { -seen[2 * index], seen[(2 * index) + 1] })];

        HeadPose pose = Head.PoseOf(mirrored)!.Value;

        Assert.Equal((-35, 10, -20), ((int)MathF.Round(pose.Yaw), (int)MathF.Round(pose.Pitch), (int)MathF.Round(pose.Roll)));
    }

    [Fact]
    public void PoseOf_NoseToTheLeftOfThePicture_IsYawAboveZero()
    {
        float[] seen = Seen(0, 0, 0, 100, 0, 0);
        seen[4] -= 15;

        Assert.True(Head.PoseOf(seen)!.Value.Yaw > 5);
    }

    [Fact]
    public void PoseOf_AllInOnePlace_IsNone() => Assert.Null(Head.PoseOf(new float[2 * Points.Length]));

    [Fact]
    public void PoseOf_AllOnALine_IsNone() =>
        Assert.Null(Head.PoseOf([.. Enumerable.Range(0, 2 * Points.Length).Select(static i => (float)(i / 2))]));

    [Fact]
    public void Create_PointsInAPlane_IsNone() => Assert.Null(MeanHead.Create([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]]));

    [Fact]
    public void Create_NoPoints_IsNone() => Assert.Null(MeanHead.Create([null, null]));

    [Fact]
    public void PoseAnswer_ModelWithoutHead_IsNone() => Assert.Null(PoseAnswer.From(
        TinyModel.Package.Landmarks, new FaceAlignment(default, [1, 2], 1, ExitReason.Confident, 0, AlignmentStatus.Accepted)));

    [Fact]
    public void PoseAnswer_ModelWithHead_IsToATenthOfADegree()
    {
        var alignment = new FaceAlignment(default, [.. Seen(33.33f, 0, 0, 99, 5, 5)], 1, ExitReason.Confident, 0, AlignmentStatus.Accepted);

        Assert.Equal(33.3, PoseAnswer.From(TinyModel.Package.Landmarks with { Head = Head }, alignment)!.Yaw);
    }

    // As a camera far away sees the head: pitch about the x axis first, then yaw, then roll.
    private static float[] Seen(float yaw, float pitch, float roll, float scale, float x, float y)
    {
        (double sinYaw, double cosYaw) = Math.SinCos(-yaw * Math.PI / 180);
        (double sinPitch, double cosPitch) = Math.SinCos(-pitch * Math.PI / 180);
        (double sinRoll, double cosRoll) = Math.SinCos(-roll * Math.PI / 180);
        return
        [
            .. Points.SelectMany(point =>
            {
                (double right, double down, double front) = point is null ? (0, 0, 0) : (point[0], point[1], point[2]);
                (down, front) = ((cosPitch * down) - (sinPitch * front), (sinPitch * down) + (cosPitch * front));
                right = (cosYaw * right) + (sinYaw * front);
                (right, down) = ((cosRoll * right) - (sinRoll * down), (sinRoll * right) + (cosRoll * down));
                return new[] { (float)(x + (scale * right)), (float)(y + (scale * down)) };
            }),
        ];
    }
}
