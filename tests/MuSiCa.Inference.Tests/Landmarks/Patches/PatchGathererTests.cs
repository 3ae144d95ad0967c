namespace MuSiCa.Inference.Tests;

public sealed class PatchGathererTests
{
    private const int Size = 6;
    private const int PatchBytes = 3 * Size * Size;

    private readonly FacePreparer _preparer = new(TinyModel.Package);

    [Theory]
    [InlineData(0, 15.5f, 15.5f)]
    [InlineData(0, 12.25f, 17.75f)]
    [InlineData(0, 9f, 20.4f)]
    [InlineData(0, 0.3f, 31.2f)]
    [InlineData(1, 14.1f, 16.9f)]
    [InlineData(2, 14.1f, 16.9f)]
    [InlineData(0, -30f, 80f)]
    [InlineData(2, -1000f, 1e9f)]
    public void Gather_AnyPlace_EqualsTheDefinition(int level, float x, float y)
    {
        using PreparedFace face = _preparer.Prepare(TestImage.Noise(80, 70, seed: 2).Pixels, PixelMapping.Identity, new(20, 20, 33, 31));
        face.Progress.MutableShape[0] = x;
        face.Progress.MutableShape[1] = y;

        byte[] patches = Gather(TinyModel.Package.Patch, face, level);

        FacePreparerTests.AssertRounded(Reference(face, level, x, y, Size), patches.AsSpan(0, PatchBytes));
    }

    [Theory]
    [InlineData(1, 14.3f, 17.6f)]
    [InlineData(2, 14.3f, 17.6f)]
    [InlineData(14, 14.3f, 17.6f)]
    [InlineData(15, 14.3f, 17.6f)]
    [InlineData(16, 14.3f, 17.6f)]
    [InlineData(17, 14.3f, 17.6f)]
    [InlineData(31, 15.2f, 15.7f)]
    [InlineData(48, 14.3f, 17.6f)]
    [InlineData(64, 14.3f, 17.6f)]
    [InlineData(2, 29.9f, 29.9f)]
    [InlineData(3, 29.9f, 29.9f)]
    [InlineData(64, 300, -300)]
    public void Gather_OtherPatchSizes_EqualTheDefinition(int size, float x, float y)
    {
        using PreparedFace face = _preparer.Prepare(TestImage.Noise(80, 70, seed: 2).Pixels, PixelMapping.Identity, new(20, 20, 33, 31));
        face.Progress.MutableShape[6] = x;
        face.Progress.MutableShape[7] = y;

        for (int level = 0; level < face.Frame.Levels; level++)
        {
            byte[] patches = Gather(new PatchLayout(size, [3]), face, level);

            FacePreparerTests.AssertRounded(Reference(face, level, x, y, size), patches);
        }
    }

    [Theory]
    [InlineData(6, 0, 0.9f, 0.4f, 14.3f, 17.6f)]
    [InlineData(6, 1, 0.1f, -1.2f, 14.3f, 17.6f)]
    [InlineData(6, 2, -1f, 0.01f, 14.3f, 17.6f)]
    [InlineData(6, 2, 0.4f, 0.2f, 20.3f, 9.1f)]
    [InlineData(6, 0, 1.9f, 0.9f, 14.3f, 17.6f)]
    [InlineData(6, 1, 3.1f, -2.2f, 30f, 2f)]
    [InlineData(6, 0, 0.7f, 0.7f, -300f, 1e9f)]
    [InlineData(14, 0, 0.9f, 0.4f, 14.3f, 17.6f)]
    [InlineData(16, 1, 0.8f, -0.5f, 3.1f, 29.5f)]
    [InlineData(17, 0, 0.8f, -0.5f, 14.3f, 17.6f)]
    [InlineData(64, 2, 0.6f, 0.6f, 14.3f, 17.6f)]
    public void Gather_TurnedFace_EqualsTheDefinition(int size, int level, float a, float b, float x, float y)
    {
        using PreparedFace face = _preparer.Prepare(TestImage.Noise(80, 70, seed: 5).Pixels, PixelMapping.Identity, new(20, 20, 33, 31));
        (face.Progress.MutableShape[6], face.Progress.MutableShape[7]) = (x, y);
        (face.Progress.MutableShape[2], face.Progress.MutableShape[3]) = (y, x);
        var similarity = new Similarity(a, b);

        byte[] patches = Gather(new PatchLayout(size, [3, 1]), face, level, similarity);

        FacePreparerTests.AssertRounded(AlignedReference(face, level, x, y, size, similarity), patches.AsSpan(0, patches.Length / 2));
        FacePreparerTests.AssertRounded(AlignedReference(face, level, y, x, size, similarity), patches.AsSpan(patches.Length / 2));
    }

    [Theory]
    [InlineData(0, 15.5f, 15.5f)]
    [InlineData(1, 14.1f, 16.9f)]
    [InlineData(2, 0.3f, 31.2f)]
    public void Gather_FaceHardlyTurned_EqualsTheUprightPatch(int level, float x, float y)
    {
        using PreparedFace face = _preparer.Prepare(TestImage.Noise(80, 70, seed: 6).Pixels, PixelMapping.Identity, new(20, 20, 33, 31));
        (face.Progress.MutableShape[6], face.Progress.MutableShape[7]) = (x, y);
        var layout = new PatchLayout(Size, [3]);

        byte[] upright = Gather(layout, face, level);
        byte[] aligned = Gather(layout, face, level, new Similarity(1, 1e-7f));

        Assert.All(upright.Zip(aligned), static pair => Assert.InRange(pair.Second - pair.First, -1, 1));
    }

    [Fact]
    public void Gather_PixelCentres_CopiesPixels()
    {
        using PreparedFace face = _preparer.Prepare(TestImage.Noise(80, 70, seed: 3).Pixels, PixelMapping.Identity, new(20, 20, 33, 31));
        face.Progress.MutableShape[0] = 12.5f;
        face.Progress.MutableShape[1] = 18.5f;

        byte[] patches = Gather(TinyModel.Package.Patch, face, 0);

        for (int row = 0; row < Size; row++)
        {
            Assert.Equal(face.Level(0).Slice(((16 + row) * 32) + 10, Size), patches.AsSpan(row * Size, Size));
        }
    }

    [Fact]
    public void Gather_Indices_ChooseLandmarksInTheirOrder()
    {
        using PreparedFace face = _preparer.Prepare(TestImage.Noise(80, 70, seed: 3).Pixels, PixelMapping.Identity, new(20, 20, 33, 31));

        byte[] forward = Gather(new PatchLayout(Size, [1, 4]), face, 1);
        byte[] backward = Gather(new PatchLayout(Size, [4, 1]), face, 1);

        Assert.Equal(forward.AsSpan(0, PatchBytes), backward.AsSpan(PatchBytes));
        Assert.False(forward.AsSpan(0, PatchBytes).SequenceEqual(backward.AsSpan(0, PatchBytes)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gather_MirroredFace_GivesMirroredPatches(int level)
    {
        TestImage image = TestImage.Noise(80, 70, seed: 4);
        TestImage mirrored = new(80, 70, (x, y, channel) => image[79 - x, y, channel]);
        using PreparedFace face = _preparer.Prepare(image.Pixels, PixelMapping.Identity, new(21.25f, 20, 30, 33));
        using PreparedFace twin = _preparer.Prepare(mirrored.Pixels, PixelMapping.Identity, new(79 - 21.25f - 30, 20, 30, 33));

        byte[] patches = Gather(new PatchLayout(Size, [0, 2]), face, level);
        byte[] twins = Gather(new PatchLayout(Size, [1, 2]), twin, level);

        byte[] flipped = [.. patches.Chunk(Size).SelectMany(row => row.Reverse())];
        for (int i = 0; i < flipped.Length; i++)
        {
            Assert.InRange(twins[i] - flipped[i], -1, 1);
        }
    }

    private static byte[] Gather(PatchLayout layout, PreparedFace face, int level, Similarity? similarity = null)
    {
        byte[] patches = new byte[layout.Indices.Length * layout.PatchBytes];
        new PatchGatherer(TinyModel.Package.Frame, layout).Gather(
            face, level, layout.Indices.AsSpan(), similarity ?? Similarity.Identity, patches);
        return patches;
    }

    // The definition of docs/pipeline.md, in double precision.
    private static double[] AlignedReference(PreparedFace face, int stageLevel, float x, float y, int size, Similarity similarity)
    {
        int level = Math.Clamp(
            stageLevel + (int)Math.Floor(Math.Log2(double.Hypot(similarity.A, similarity.B)) + 0.5), 0, face.Frame.Levels - 1);
        int side = face.Frame.LevelSize(level);
        double step = Math.Pow(2, stageLevel - level);
        double cx = Math.Clamp((x - (((1 << level) - 1) / 2.0)) / (1 << level), -size, side + size);
        double cy = Math.Clamp((y - (((1 << level) - 1) / 2.0)) / (1 << level), -size, side + size);
        double[] patch = new double[3 * size * size];
        for (int i = 0; i < patch.Length; i++)
        {
            double column = (i % size) - ((size - 1) / 2.0);
            double row = (i / size % size) - ((size - 1) / 2.0);
            double sx = Math.Clamp(cx + (step * ((similarity.A * column) - (similarity.B * row))), 0, side - 1);
            double sy = Math.Clamp(cy + (step * ((similarity.B * column) + (similarity.A * row))), 0, side - 1);
            patch[i] = Bilinear(face.Level(level).Slice(i / (size * size) * side * side, side * side), side, sx, sy);
        }

        return patch;
    }

    private static double[] Reference(PreparedFace face, int level, float x, float y, int size)
    {
        int side = face.Frame.LevelSize(level);
        int power = 1 << level;
        double vx = Math.Clamp((x - ((power - 1) / 2.0)) / power, -size, side + size);
        double vy = Math.Clamp((y - ((power - 1) / 2.0)) / power, -size, side + size);
        double[] patch = new double[3 * size * size];
        for (int i = 0; i < patch.Length; i++)
        {
            double sx = vx + (i % size) - ((size - 1) / 2.0);
            double sy = vy + (i / size % size) - ((size - 1) / 2.0);
            patch[i] = Bilinear(face.Level(level).Slice(i / (size * size) * side * side, side * side), side, sx, sy);
        }

        return patch;
    }

    private static double Bilinear(ReadOnlySpan<byte> plane, int side, double x, double y)
    {
        int left = (int)Math.Floor(x);
        int top = (int)Math.Floor(y);
        double sum = 0;
        for (int dy = 0; dy < 2; dy++)
        {
            for (int dx = 0; dx < 2; dx++)
            {
                double weight = (dx == 0 ? 1 - (x - left) : x - left) * (dy == 0 ? 1 - (y - top) : y - top);
                sum += weight * plane[(Math.Clamp(top + dy, 0, side - 1) * side) + Math.Clamp(left + dx, 0, side - 1)];
            }
        }

        return sum;
    }
}
