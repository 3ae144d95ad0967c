using System.Globalization;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Rest;

/// <summary>Reads single values of a query, null where they are not given, and says what is wrong with them.</summary>
internal static class QueryValues
{
    public static float? Error(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float error)
            ? error
            : throw Invalid("maxError", text, "a number such as 0.04, which means 4 % of the distance of the eyes");
    }

    public static int? Stages(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int stages)
            ? stages
            : throw Invalid("maxStages", text, "a whole number such as 2");
    }

    public static TimeSpan? Time(string? text, TimeSpan longest)
    {
        if (text is null)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds > 0
            && milliseconds <= longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw Invalid("timeout", text, string.Create(CultureInfo.InvariantCulture,
                $"a whole number of milliseconds from 1 to {longest.TotalMilliseconds:0} (setting MuSiCa:Requests:Timeout)"));
    }

    public static double? MinFace(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double pixels) && pixels > 0 && double.IsFinite(pixels)
            ? pixels
            : throw Invalid("minFace", text, "a number of pixels above 0 such as 32, the longer side of the smallest faces wanted");
    }

    public static int? MaxFaces(string? text, int most)
    {
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int faces) && faces > 0 && faces <= most
            ? faces
            : throw Invalid("maxFaces", text, string.Create(CultureInfo.InvariantCulture,
                $"a whole number from 1 to {most} (setting MuSiCa:Requests:MaxFaces)"));
    }

    public static bool Detect(string? text) => text switch
    {
        null => false,
        "only" => true,
        _ => throw Invalid("detect", text, "only, for boxes without landmarks"),
    };

    public static FacePriority Priority(string? text) => text switch
    {
        null or "interactive" => FacePriority.Interactive,
        "bulk" => FacePriority.Bulk,
        _ => throw Invalid("priority", text, "interactive or bulk"),
    };

    public static bool Timing(string? text) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Invalid("timing", text, "true or false"),
    };

    /// <summary>The text of a parameter that may be given once; null where it is not given.</summary>
    public static string? Single(IQueryCollection query, string name) => query[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values => values[0] ?? string.Empty,
        var values => throw Invalid(name, values.ToString(), "given once"),
    };

    private static ProblemException Invalid(string name, string value, string rule) =>
        new(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, value,
            $"The query parameter {name} is \"{Excerpt.Of(value)}\"; it must be {rule}."));
}
