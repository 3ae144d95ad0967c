using System.Globalization;
using MuSiCa.Cascade;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Landmarks;

/// <summary>Reads face boxes from text and checks them against the image that they are meant for.</summary>
internal static class BoxParser
{
    private const string Parameter = "box";

    /// <summary>Reads <c>x,y,width,height</c> in pixels, decimal points whatever the culture.</summary>
    /// <exception cref="ProblemException">The text is not four finite numbers, or the box has no area.</exception>
    public static BoundingBox Parse(string? text, int index)
    {
        string[] parts = (text ?? string.Empty).Split(',');
        if (parts.Length != 4)
        {
            throw Invalid(ProblemTypes.BoxInvalid, index, text, string.Create(CultureInfo.InvariantCulture,
                $"has {parts.Length} values; write x,y,width,height in pixels of the upright image, as in box=120,80,200,220."));
        }

        Span<float> numbers = stackalloc float[4];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
            {
                throw Invalid(ProblemTypes.BoxInvalid, index, text,
                    $"has \"{Excerpt.Of(parts[i])}\" where a finite number belongs; write x,y,width,height with a point for decimals.");
            }
        }

        return numbers[2] > 0 && numbers[3] > 0
            ? new BoundingBox(numbers[0], numbers[1], numbers[2], numbers[3])
            : throw Invalid(ProblemTypes.BoxEmpty, index, text, "has no area; width and height must be greater than zero.");
    }

    /// <summary>Accepts a box that shares area with the image, wholly inside or not.</summary>
    /// <exception cref="ProblemException">The box misses the image, or is many times larger than it.</exception>
    public static void CheckAgainst(int imageWidth, int imageHeight, BoundingBox box, int index)
    {
        if (!BoxRules.Overlaps(box, imageWidth, imageHeight))
        {
            throw Invalid(ProblemTypes.BoxOutside, index, Format(box), string.Create(CultureInfo.InvariantCulture,
                $"lies outside the image, which is {imageWidth} pixels wide and {imageHeight} high after its EXIF orientation. A box may "
                    + $"reach over the edge but must share area with the image."));
        }

        if (BoxRules.Check(box, imageWidth, imageHeight) is { } problem)
        {
            throw Invalid(ProblemTypes.BoxTooLarge, index, Format(box), $"cannot be used: {problem}. Is it meant for another resolution?");
        }
    }

    private static string Format(BoundingBox box) =>
        string.Create(CultureInfo.InvariantCulture, $"{box.X},{box.Y},{box.Width},{box.Height}");

    private static ProblemException Invalid(ProblemType type, int index, string? text, string what) =>
        new(new Problem(type, string.Create(CultureInfo.InvariantCulture, $"Box {index + 1} ({Excerpt.Of(text)}) {what}"))
        {
            Parameter = Parameter,
            Value = Excerpt.Of(text),
        });
}
