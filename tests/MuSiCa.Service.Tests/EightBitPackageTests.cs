using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

/// <summary>The packages in 8 bits, which are the default, against those that they were made of.</summary>
public sealed class EightBitPackageTests
{
    private static readonly ExecutionOptions Cpu = new() { Provider = ExecutionProvider.Cpu };

    [Fact]
    public void Align_SamplePhotos_LandmarksLieWhereThoseOfHalfPrecisionLie()
    {
        BoundingBox[] boxes =
        [
            new(108, 129, 194, 194), new(363, 112, 150, 152), new(585, 156, 210, 187), new(875, 116, 163, 160), new(208, 380, 223, 225),
        ];

        FaceAlignment[] half = Align("musica-68", boxes);
        FaceAlignment[] eight = Align("musica-68-int8", boxes);

        Assert.All(half.Zip(eight), pair =>
        {
            Assert.Equal(pair.First.Status, pair.Second.Status);
            double apart = pair.First.Landmarks.Zip(pair.Second.Landmarks).Average(static values => Math.Abs(values.First - values.Second));
            Assert.InRange(apart / pair.First.Box.Width, 0, 0.01);
        });
    }

    // A face gets the same answer in whatever company: integers add up to the same in any order.
    [Fact]
    public void Align_FaceInABatch_GetsExactlyItsAnswerAlone()
    {
        BoundingBox[] boxes = [new(108, 129, 194, 194), new(363, 112, 150, 152), new(585, 156, 210, 187)];

        FaceAlignment[] together = Align("musica-68-int8", boxes);

        Assert.All(boxes.Zip(together), pair =>
            Assert.Equal(pair.Second.Landmarks, Assert.Single(Align("musica-68-int8", [pair.First])).Landmarks));
    }

    [Fact]
    public void Load_ShippedPackages_SayHowTheyCompute()
    {
        Assert.Equal(PackagePrecision.HalfWeights, ModelPackage.Load(TestPaths.InRepository("models", "musica-68")).Precision);
        Assert.Equal(PackagePrecision.EightBits, ModelPackage.Load(TestPaths.InRepository("models", "musica-68-int8")).Precision);
        Assert.Equal(PackagePrecision.HalfWeights, FinderPackage.Load(TestPaths.InRepository("models", "finder-320")).Precision);
        Assert.Equal(PackagePrecision.EightBits, FinderPackage.Load(TestPaths.InRepository("models", "finder-320-int8")).Precision);
    }

    private static FaceAlignment[] Align(string model, BoundingBox[] boxes)
    {
        using CascadeSession session = CascadeSession.Open(ModelPackage.Load(TestPaths.InRepository("models", model)), Cpu);
        using DecodedImage photo = new ImageDecoder(new ImagingLimits()).Decode(TestPaths.ReadBytesFromRepository("samples", "group.jpg"));
        using var runner = new OfflineRunner(session);
        var preparer = new FacePreparer(session.Package);
        PreparedFace[] faces =
        [
            .. boxes.Select(box => preparer.Prepare(
                new RgbPixels(photo.Pixels, photo.Width, photo.Height), PixelMapping.Identity, box)),
        ];
        FaceAlignment[] alignments = runner.Align(faces, new ExitLimits { MaxError = 1e-6f });
        Array.ForEach(faces, static face => face.Dispose());
        return alignments;
    }
}
