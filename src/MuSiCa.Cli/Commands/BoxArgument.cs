using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class BoxArgument
{
    public const string Form = "x,y,width,height";

    public static bool TryParse(string text, out BoundingBox box)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        float[] values = new float[4];
        box = default;
        if (parts.Length != values.Length)
        {
            return false;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
            {
                return false;
            }
        }

        box = new BoundingBox(values[0], values[1], values[2], values[3]);
        return true;
    }
}
