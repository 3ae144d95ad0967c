using System.Globalization;
using Microsoft.Extensions.Primitives;
using MuSiCa.Cascade;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>What the query of a landmarks request asks for, checked against the model.</summary>
/// <param name="Boxes">Face boxes in pixels of the upright image, at least one.</param>
/// <param name="Limits">When a face may leave the cascade.</param>
/// <param name="Timeout">How long the caller waits for the answer; null where it does not say.</param>
/// <param name="Priority">The class in which its faces wait.</param>
/// <param name="Timing">Whether the answer says where the time went.</param>
internal sealed record LandmarkQuery(
    IReadOnlyList<BoundingBox> Boxes, ExitLimits Limits, TimeSpan? Timeout, FacePriority Priority, bool Timing)
{
    private const string Known = "box, profile, maxError, maxStages, timeout, priority, timing and model";

    /// <summary>Reads the query and refuses what it does not know, so that a misspelt parameter is never ignored.</summary>
    /// <exception cref="ProblemException">A parameter is unknown, missing or has a value that cannot be used.</exception>
    public static LandmarkQuery Parse(IQueryCollection query, ModelPackage model, RequestOptions limits)
    {
        foreach ((string name, StringValues values) in query)
        {
            if (name.ToUpperInvariant() is not ("BOX" or "PROFILE" or "MAXERROR" or "MAXSTAGES" or "TIMEOUT" or "PRIORITY" or "TIMING"
                or "MODEL"))
            {
                throw new ProblemException(QueryValues.Wrong(ProblemTypes.ParameterUnknown, name, values.ToString(),
                    $"The query parameter \"{Excerpt.Of(name)}\" is unknown. This address takes {Known}."));
            }
        }

        CheckModel(QueryValues.Single(query, "model"), model);
        return new LandmarkQuery(
            ReadBoxes(query["box"], limits.MaxFaces),
            ReadLimits(query, model),
            QueryValues.Time(QueryValues.Single(query, "timeout"), limits.Timeout),
            QueryValues.Priority(QueryValues.Single(query, "priority")),
            QueryValues.Timing(QueryValues.Single(query, "timing")));
    }

    private static void CheckModel(string? name, ModelPackage model)
    {
        if (name is not null && !name.Equals(model.Name, StringComparison.Ordinal))
        {
            throw new ProblemException(QueryValues.Wrong(ProblemTypes.ModelUnknown, "model", name,
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
        string? profile = QueryValues.Single(query, "profile");
        string? errorText = QueryValues.Single(query, "maxError");
        string? stagesText = QueryValues.Single(query, "maxStages");
        var limits = new ExitLimits(QueryValues.Error(errorText), QueryValues.Stages(stagesText), profile);
        try
        {
            new ExitRule(model).Resolve(limits);
            return limits;
        }
        catch (ExitLimitsException exception)
        {
            throw new ProblemException(exception.Limit switch
            {
                "profile" => QueryValues.Wrong(ProblemTypes.ProfileUnknown, exception.Limit, profile!, $"{exception.Message}."),
                "maxError" => QueryValues.Wrong(ProblemTypes.ParameterInvalid, exception.Limit, errorText!, $"{exception.Message}."),
                _ => QueryValues.Wrong(ProblemTypes.ParameterInvalid, exception.Limit, stagesText!, $"{exception.Message}."),
            });
        }
    }
}
