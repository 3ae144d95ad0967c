using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using MuSiCa.Cascade;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

/// <summary>Reads the query of a landmarks request.</summary>
internal sealed class LandmarkQueryReader(CascadeSession session, IOptions<RequestOptions> options)
{
    private const string Known = "box, profile, maxError, maxStages, timeout, priority, timing and model";

    /// <summary>Reads the query and refuses what it does not know, so that a misspelt parameter is never ignored.</summary>
    /// <exception cref="ProblemException">A parameter is unknown, missing or has a value that cannot be used.</exception>
    public LandmarkQuery Read(IQueryCollection query)
    {
        foreach ((string name, StringValues values) in query)
        {
            if (name.ToUpperInvariant() is not ("BOX" or "PROFILE" or "MAXERROR" or "MAXSTAGES" or "TIMEOUT" or "PRIORITY" or "TIMING"
                or "MODEL"))
            {
                throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterUnknown, name, values.ToString(),
                    $"The query parameter \"{Excerpt.Of(name)}\" is unknown. This address takes {Known}."));
            }
        }

        LandmarkQuery.CheckModel(QueryValues.Single(query, "model"), session.Package);
        return new LandmarkQuery(
            ReadBoxes(query["box"], options.Value.MaxFaces),
            ReadLimits(query),
            QueryValues.Time(QueryValues.Single(query, "timeout"), options.Value.Timeout),
            QueryValues.Priority(QueryValues.Single(query, "priority")),
            QueryValues.Timing(QueryValues.Single(query, "timing")));
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

        if (LandmarkQuery.CheckFaces(values.Count, 1, maxFaces) is { } problem)
        {
            throw new ProblemException(problem);
        }

        return [.. values.Select(BoxParser.Parse)];
    }

    private ExitLimits ReadLimits(IQueryCollection query)
    {
        var limits = new ExitLimits(
            QueryValues.Error(QueryValues.Single(query, "maxError")),
            QueryValues.Stages(QueryValues.Single(query, "maxStages")),
            QueryValues.Single(query, "profile"));
        LandmarkQuery.CheckLimits(limits, session.Package, limit => QueryValues.Single(query, limit));
        return limits;
    }
}
