using System.Globalization;
using MuSiCa.Inference;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

/// <summary>Reads face boxes from text.</summary>
internal static class BoxParser
{
    /// <summary>Reads <c>x,y,width,height</c> in pixels, decimal points whatever the culture.</summary>
    /// <exception cref="ProblemException">The text is not four finite numbers, or the box has no area.</exception>
    public static BoundingBox Parse(string? text, int index)
    {
        string[] parts = (text ?? string.Empty).Split(',');
        if (parts.Length != 4)
        {
            throw FaceBoxes.Invalid(ProblemTypes.BoxInvalid, index, text, string.Create(CultureInfo.InvariantCulture,
                $"has {parts.Length} values; write x,y,width,height in pixels of the upright image, as in box=120,80,200,220."));
        }

        Span<float> numbers = stackalloc float[4];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
            {
                throw FaceBoxes.Invalid(ProblemTypes.BoxInvalid, index, text,
                    $"has \"{Excerpt.Of(parts[i])}\" where a finite number belongs; write x,y,width,height with a point for decimals.");
            }
        }

        return numbers[2] > 0 && numbers[3] > 0
            ? new BoundingBox(numbers[0], numbers[1], numbers[2], numbers[3])
            : throw FaceBoxes.Invalid(ProblemTypes.BoxEmpty, index, text, "has no area; width and height must be greater than zero.");
    }
}
