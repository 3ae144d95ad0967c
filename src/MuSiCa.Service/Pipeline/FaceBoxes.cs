using System.Globalization;
using MuSiCa.Inference;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Pipeline;

/// <summary>Says what is wrong with a face box, by itself and in the image that it is meant for.</summary>
internal static class FaceBoxes
{
    /// <summary>Accepts four finite numbers that have an area.</summary>
    /// <param name="box">The box.</param>
    /// <param name="index">Its number, counted from 0.</param>
    /// <exception cref="ProblemException">It is none.</exception>
    public static BoundingBox Check(BoundingBox box, int index)
    {
        if (!float.IsFinite(box.X + box.Y + box.Width + box.Height))
        {
            throw Invalid(ProblemTypes.BoxInvalid, index, Format(box), "has a value that is not a finite number.");
        }

        return box is { Width: > 0, Height: > 0 }
            ? box
            : throw Invalid(ProblemTypes.BoxEmpty, index, Format(box), "has no area; width and height must be greater than zero.");
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

    /// <summary>The problem of a box.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="index">Its number, counted from 0.</param>
    /// <param name="text">The box as it was sent.</param>
    /// <param name="what">What is wrong with it.</param>
    public static ProblemException Invalid(ProblemType type, int index, string? text, string what) => new(Problem.OfParameter(
        type, "box", text, string.Create(CultureInfo.InvariantCulture, $"Box {index + 1} ({Excerpt.Of(text)}) {what}")));

    private static string Format(BoundingBox box) =>
        string.Create(CultureInfo.InvariantCulture, $"{box.X},{box.Y},{box.Width},{box.Height}");
}
