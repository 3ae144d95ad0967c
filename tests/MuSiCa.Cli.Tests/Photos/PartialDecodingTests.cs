using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

// A face does not show whether the whole photo was decoded or only the rows that it needs.
public sealed class PartialDecodingTests : IDisposable
{
    private const int Width = 301;
    private const int Height = 523;

    private static readonly byte[] Jpeg = ImageEncoder.EncodeJpeg(Noise(Width, Height), Width, Height);

    private readonly FacePreparer _preparer = new(TinyModel.Package);
    private readonly CascadeSession _session = CascadeSession.Open(
        TinyModel.Package, new ExecutionOptions { Provider = ExecutionProvider.Cpu, IntraOpThreads = 1 });

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Prepare_PartOfAnyPhoto_EqualsTheWhole(int orientation)
    {
        byte[] photo = Oriented(orientation);
        ImageInfo info = Photo.Decoder.Probe(photo);
        var random = new Random(orientation);
        bool cut = false;
        for (int i = 0; i < 40; i++)
        {
            BoundingBox box = RandomBox(random, info);
            double shrink = i % 4 == 0 ? 1 : _preparer.MaxShrink(box);
            using DecodedImage whole = Photo.Decoder.Decode(photo, shrink);
            using DecodedImage part = Photo.Decoder.Decode(photo, shrink, RegionOf(_preparer.FrameArea(box, shrink)));
            cut |= part.Pixels.Length < whole.Pixels.Length / 2;
            using PreparedFace expected = _preparer.Prepare(whole.AsRgb(), whole.Mapping(), box);
            using PreparedFace actual = _preparer.Prepare(part.AsRgb(), part.Mapping(), box);

            AssertSame(expected, actual);
        }

        Assert.True(cut);
    }

    [Fact]
    public void Align_SeveralBoxes_AnswersAsFromTheWholePhoto()
    {
        BoundingBox[] boxes = [new(120, 60, 50, 61), new(100, 180, 44.5f, 40), new(130, 120, 90, 80)];
        var photo = new Photo("photo.jpg", Oriented(6));
        using DecodedImage whole = photo.Decode(boxes.Min(_preparer.MaxShrink), CancellationToken.None);
        PreparedFace[] faces = [.. boxes.Select(box => _preparer.Prepare(whole.AsRgb(), whole.Mapping(), box))];
        using var runner = new OfflineRunner(_session);
        FaceAlignment[] expected = runner.Align(faces, new ExitLimits());
        using var aligner = new PhotoAligner(_session);

        AlignmentAnswer answer = aligner.Align(photo, boxes, new ExitLimits(), details: default, CancellationToken.None);

        AlignmentAnswer wanted = AlignmentAnswer.From(TinyModel.Package, whole.Info.Width, whole.Info.Height, expected);
        Assert.Equal(Json(wanted), Json(answer));
    }

    private static string Json(AlignmentAnswer answer) =>
        System.Text.Json.JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer);

    private static void AssertSame(PreparedFace expected, PreparedFace actual)
    {
        for (int level = 0; level < expected.Frame.Levels; level++)
        {
            Assert.True(
                expected.Level(level).SequenceEqual(actual.Level(level)), $"{expected.Box}: level {level} differs");
        }

        Assert.Equal(expected.Normalization, actual.Normalization);
        Assert.Equal(expected.Transform, actual.Transform);
    }

    private static BoundingBox RandomBox(Random random, ImageInfo info)
    {
        float width = 6 + (MathF.Pow(random.NextSingle(), 3) * 700);
        float height = width * (0.6f + random.NextSingle());
        return new BoundingBox(
            (random.NextSingle() * (info.Width + width)) - width,
            (random.NextSingle() * (info.Height + height)) - height,
            width,
            height);
    }

    private static ImageRegion RegionOf(BoundingBox area) =>
        new(area.X, area.Y, (double)area.X + area.Width, (double)area.Y + area.Height);

    // A segment with an EXIF block that holds an orientation and nothing else, behind the start marker.
    private static byte[] Oriented(int orientation) =>
    [
        .. Jpeg[..2],
        0xFF, 0xE1, 0, 34,
        .. "Exif\0\0MM\0*\0\0\0\u0008\0\u0001"u8,
        1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        .. Jpeg[2..],
    ];

    private static byte[] Noise(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(7).NextBytes(pixels);
        return pixels;
    }
}
