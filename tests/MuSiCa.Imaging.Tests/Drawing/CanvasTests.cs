using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Drawing;

public class CanvasTests
{
    private static readonly RgbColor Ground = new(100, 100, 100);
    private static readonly RgbColor Red = new(255, 0, 0);

    [Fact]
    public void DrawDot_AtAFractionOfAPixel_HasItsCentreAndAreaThere()
    {
        var canvas = new Canvas(60, 50, RgbColor.Black);
        canvas.DrawDot(30.3, 20.8, 5, Red, outline: RgbColor.Black);
        double area = 0, x = 0, y = 0;
        for (var i = 0; i < 60 * 50; i++)
        {
            var share = canvas.Pixels[3 * i] / 255.0;
            area += share;
            x += share * (i % 60);
            y += share * (i / 60);
        }

        Assert.InRange(area, 0.98 * Math.PI * 25, 1.02 * Math.PI * 25);
        Assert.InRange(x / area, 30.28, 30.32);
        Assert.InRange(y / area, 20.78, 20.82);
    }

    [Fact]
    public void DrawDot_WithoutOutlineColour_IsRingedInContrast()
    {
        var canvas = new Canvas(40, 40, Ground);
        canvas.DrawDot(20, 20, 6, new RgbColor(255, 255, 0));
        Assert.Equal(new RgbColor(255, 255, 0), At(canvas, 20, 20));
        Assert.Equal(RgbColor.Black, At(canvas, 27, 20));
        Assert.Equal(Ground, At(canvas, 30, 20));
        Assert.Equal(RgbColor.White, new RgbColor(0, 0, 120).Contrast);
    }

    [Theory]
    [InlineData(-3, -3)]
    [InlineData(1000, 5)]
    [InlineData(1e300, -1e300)]
    [InlineData(double.NaN, 5)]
    [InlineData(5, double.PositiveInfinity)]
    public void Draw_Outside_IsCutOff(double x, double y)
    {
        var canvas = new Canvas(10, 10, Ground);
        canvas.DrawDot(x, y, 2, Red);
        canvas.DrawPolyline([(x, y), (5, 5), (x, y)], 1, Red);
        canvas.DrawBox(x, y, 3, 3, 1, Red);
        Assert.Equal(Ground, At(canvas, 9, 0));
    }

    [Fact]
    public void DrawPolyline_OpenAndClosed_DrawsItsSegments()
    {
        var open = new Canvas(40, 40, Ground);
        open.DrawPolyline([(5, 5), (35, 5), (35, 35)], 2, Red);
        Assert.Equal(Red, At(open, 20, 5));
        Assert.Equal(Red, At(open, 35, 20));
        Assert.Equal(Ground, At(open, 20, 20));
        var closed = new Canvas(40, 40, Ground);
        closed.DrawPolyline([(5, 5), (35, 5), (35, 35)], 2, Red, closed: true);
        Assert.Equal(Red, At(closed, 20, 20));
    }

    [Fact]
    public void DrawBox_Encoded_ComesBackFromPng()
    {
        var canvas = new Canvas(40, 30, Ground);
        canvas.DrawBox(5, 6, 20, 15, 1, Red);
        Assert.Equal(Red, At(canvas, 15, 6));
        Assert.Equal(Red, At(canvas, 25, 13));
        Assert.Equal(Ground, At(canvas, 15, 13));
        using var image = Decoders.Default.Decode(canvas.EncodePng());
        Assert.True(image.Pixels.SequenceEqual(canvas.Pixels));
        Assert.Equal(canvas.Pixels, Canvas.Copy(image).Pixels);
    }

    [Fact]
    public void EncodeJpeg_IsNearThePixels()
    {
        var picture = Picture.Smooth(50, 40);
        using var image = Decoders.Default.Decode(Canvas.Copy(picture.Rgb, 50, 40).EncodeJpeg(95));
        Assert.Equal(ImageFormat.Jpeg, image.Info.Format);
        Assert.InRange(image.Pixels[0] - picture.Rgb[0], -8, 8);
    }

    [Fact]
    public void Encode_WrongSizesOrQuality_Throws()
    {
        Assert.Throws<ArgumentException>(() => ImageEncoder.EncodePng(new byte[10], 2, 2));
        Assert.Throws<ArgumentException>(() => Canvas.Copy(new byte[10], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncoder.EncodePng([], 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageEncoder.EncodeJpeg(new byte[12], 2, 2, 101));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Canvas(0, 5, Ground));
    }

    private static RgbColor At(Canvas canvas, int x, int y)
    {
        var at = 3 * ((y * canvas.Width) + x);
        return new RgbColor(canvas.Pixels[at], canvas.Pixels[at + 1], canvas.Pixels[at + 2]);
    }

    [Fact]
    public void Reduce_Factor_IsTheMeanOfSquaresWithoutTheRest()
    {
        var canvas = new Canvas(5, 4, new RgbColor(10, 20, 30));
        canvas.DrawBox(0, 0, 0, 0, 1, RgbColor.White);
        using DecodedImage image = new ImageDecoder(new ImagingLimits()).Decode(canvas.EncodePng());

        Canvas reduced = Canvas.Reduce(image, 2);

        Assert.Equal((2, 2), (reduced.Width, reduced.Height));
        Assert.Equal(Enumerable.Range(0, 3).Select(c => (byte)Math.Round(Square(c))), reduced.Pixels[..3].ToArray());
        Assert.Equal([10, 20, 30], reduced.Pixels[^3..].ToArray());

        double Square(int c) => (canvas.Pixels[c] + canvas.Pixels[3 + c] + canvas.Pixels[15 + c] + canvas.Pixels[18 + c]) / 4.0;
    }

    [Fact]
    public void Enlarge_Factor_KeepsCornersAndInterpolates()
    {
        Canvas enlarged = Canvas.Copy([0, 0, 0, 200, 100, 40], 2, 1).Enlarge(2);

        Assert.Equal((4, 2), (enlarged.Width, enlarged.Height));
        Assert.Equal([0, 0, 0, 50, 25, 10, 150, 75, 30, 200, 100, 40], enlarged.Pixels[..12].ToArray());
        Assert.Equal(enlarged.Pixels[..12], enlarged.Pixels[12..]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1234567890)]
    public void DrawNumber_AnyDigit_MarksPixelsAroundItsCentreOnly(int number)
    {
        var canvas = new Canvas(140, 40, RgbColor.Black);

        canvas.DrawNumber(number, 70, 20, 12, 1.5, RgbColor.White);

        int[] marked = [.. Enumerable.Range(0, 140 * 40).Where(i => canvas.Pixels[3 * i] > 128)];
        Assert.NotEmpty(marked);
        Assert.All(marked, i => Assert.InRange(i / 140, 13, 27));
        Assert.InRange(marked.Average(i => i % 140), 64, 76);
    }

    [Fact]
    public void DrawNumber_DifferentDigits_LookDifferent()
    {
        string[] pictures = [.. Enumerable.Range(0, 10).Select(static digit =>
        {
            var canvas = new Canvas(20, 20, RgbColor.Black);
            canvas.DrawNumber(digit, 10, 10, 14, 1.5, RgbColor.White);
            return Convert.ToBase64String(canvas.Pixels);
        })];

        Assert.Equal(10, pictures.Distinct().Count());
    }
}
