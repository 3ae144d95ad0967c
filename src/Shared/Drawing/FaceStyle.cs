using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Drawing;

/// <summary>Colours and sizes of what is drawn of one face. Sizes are in pixels of the upright photo and grow with the face.</summary>
/// <param name="Side">Longer side of its box.</param>
/// <param name="Color">Colour of its box and dots.</param>
internal readonly record struct FaceStyle(double Side, RgbColor Color)
{
    private const double DotsPerSide = 110;
    private const double LinesPerSide = 260;
    private const double NumbersPerSide = 42;

    private static readonly RgbColor Accepted = new(255, 221, 51);
    private static readonly RgbColor Uncertain = new(255, 82, 82);

    /// <summary>Colour of the lines of groups.</summary>
    public static RgbColor Line { get; } = new(64, 156, 255);

    /// <summary>Radius of a dot.</summary>
    public double Dot => Side / DotsPerSide;

    /// <summary>Thickness of a line.</summary>
    public double Thickness => Side / LinesPerSide;

    /// <summary>Height of a digit.</summary>
    public double Digit => Side / NumbersPerSide;

    public static FaceStyle Of(FaceAnswer face) => new(
        Math.Max(face.Box.Width, face.Box.Height), face.Status == AlignmentStatus.Accepted ? Accepted : Uncertain);
}
