using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class FaceErrorTests
{
    private static readonly double[] Truth = [0, 0, 30, 40, 10, 10, 20, 20, 30, 30, 40, 40];

    [Fact]
    public void InterOcular_EyeCorners_IsTheirDistance() =>
        Assert.Equal(50, FaceError.InterOcular(Truth, TinyModel.Package.Landmarks), 1e-9);

    [Fact]
    public void InterPupil_EyesOfSeveralPoints_IsTheDistanceOfTheirMeans()
    {
        LandmarkScheme scheme = TinyModel.Package.Landmarks with { Pupils = ([0, 2], [3, 5]) };

        Assert.Equal(double.Hypot(25, 25), FaceError.InterPupil(Truth, scheme), 1e-9);
    }

    [Fact]
    public void MeanDistance_Landmarks_IsTheMeanOverThem() =>
        Assert.Equal((5 + 0 + 1) / 3.0, FaceError.MeanDistance([3, 4, 1, 1, 2, 1], [0, 0, 1, 1, 2, 2]), 1e-9);
}
