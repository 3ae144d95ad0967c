using System.Globalization;
using Microsoft.Extensions.Primitives;
using MuSiCa.Cascade;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Landmarks;

/// <summary>What the query of a landmarks request asks for, checked against the model.</summary>
/// <param name="Boxes">Face boxes in pixels of the upright image, at least one.</param>
/// <param name="Limits">When a face may leave the cascade.</param>
internal sealed record LandmarkQuery(IReadOnlyList<BoundingBox> Boxes, ExitLimits Limits)
{
    private const string Known = "box, profile, maxError, maxStages and model";

    /// <summary>Reads the query and refuses what it does not know, so that a misspelt parameter is never ignored.</summary>
    /// <exception cref="ProblemException">A parameter is unknown, missing or has a value that cannot be used.</exception>
    public static LandmarkQuery Parse(IQueryCollection query, ModelPackage model, int maxFaces)
    {
        foreach ((string name, StringValues values) in query)
        {
            if (name.ToUpperInvariant() is not ("BOX" or "PROFILE" or "MAXERROR" or "MAXSTAGES" or "MODEL"))
            {
                throw new ProblemException(Wrong(ProblemTypes.ParameterUnknown, name, values.ToString(),
                    $"The query parameter \"{Excerpt.Of(name)}\" is unknown. This address takes {Known}."));
            }
        }

        CheckModel(Single(query, "model"), model);
        return new LandmarkQuery(ReadBoxes(query["box"], maxFaces), ReadLimits(query, model));
    }

    private static void CheckModel(string? name, ModelPackage model)
    {
        if (name is not null && !name.Equals(model.Name, StringComparison.Ordinal))
        {
            throw new ProblemException(Wrong(ProblemTypes.ModelUnknown, "model", name,
                $"The model \"{Excerpt.Of(name)}\" is not loaded. Loaded is \"{model.Name}\"; see GET /v1/models."));
        }
    }

    private static BoundingBox[] ReadBoxes(StringValues values, int maxFaces)
    {
        if (values.Count == 0)
        {
            throw new ProblemException(new Problem(ProblemTypes.BoxRequired,
                "Finding faces is not available in this version of the service. Say where each face is with box=x,y,width,height in "
                    + "pixels of the upright image, as in /v1/landmarks?box=120,80,200,220; repeat box for several faces.")
            {
                Parameter = "box",
            });
        }

        if (values.Count > maxFaces)
        {
            throw new ProblemException(TooManyFaces(values.Count, 1, maxFaces));
        }

        return [.. values.Select(BoxParser.Parse)];
    }

    /// <summary>The problem of a request with more faces than one may have.</summary>
    public static Problem TooManyFaces(int boxes, int files, int maxFaces) => new(ProblemTypes.TooManyFaces, string.Create(
        CultureInfo.InvariantCulture,
        $"The request has {boxes} boxes for {files} images, {(long)boxes * files} faces in all; one request may have {maxFaces} (setting "
            + $"MuSiCa:Requests:MaxFaces). Send the rest in another request."))
    {
        Parameter = "box",
    };

    private static ExitLimits ReadLimits(IQueryCollection query, ModelPackage model)
    {
        string? profile = Single(query, "profile");
        string? errorText = Single(query, "maxError");
        string? stagesText = Single(query, "maxStages");
        var limits = new ExitLimits(ReadError(errorText), ReadStages(stagesText), profile);
        try
        {
            new ExitRule(model).Resolve(limits);
            return limits;
        }
        catch (ExitLimitsException exception)
        {
            throw new ProblemException(exception.Limit switch
            {
                "profile" => Wrong(ProblemTypes.ProfileUnknown, exception.Limit, profile!, $"{exception.Message}."),
                "maxError" => Wrong(ProblemTypes.ParameterInvalid, exception.Limit, errorText!, $"{exception.Message}."),
                _ => Wrong(ProblemTypes.ParameterInvalid, exception.Limit, stagesText!, $"{exception.Message}."),
            });
        }
    }

    private static float? ReadError(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float error)
            ? error
            : throw Invalid("maxError", text, "a number such as 0.04, which means 4 % of the distance of the eyes");
    }

    private static int? ReadStages(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int stages)
            ? stages
            : throw Invalid("maxStages", text, "a whole number such as 2");
    }

    private static string? Single(IQueryCollection query, string name) => query[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values => values[0] ?? string.Empty,
        var values => throw Invalid(name, values.ToString(), "given once"),
    };

    private static ProblemException Invalid(string name, string value, string rule) =>
        new(Wrong(ProblemTypes.ParameterInvalid, name, value,
            $"The query parameter {name} is \"{Excerpt.Of(value)}\"; it must be {rule}."));

    private static Problem Wrong(ProblemType type, string name, string value, string detail) =>
        new(type, detail) { Parameter = Excerpt.Of(name), Value = Excerpt.Of(value) };
}
