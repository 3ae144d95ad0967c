using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using MuSiCa.Cascade;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

/// <summary>Reads the query of a landmarks request.</summary>
internal sealed class LandmarkQueryReader(CascadeSession session, FinderSwitch finder, IOptions<RequestOptions> options)
{
    private const string Known =
        "box, minFace, maxFaces, detect, profile, maxError, maxStages, timeout, priority, timing and model";

    /// <summary>Reads the query and refuses what it does not know, so that a misspelt parameter is never ignored.</summary>
    /// <exception cref="ProblemException">A parameter is unknown, missing or has a value that cannot be used.</exception>
    public LandmarkQuery Read(IQueryCollection query)
    {
        foreach ((string name, StringValues values) in query)
        {
            if (name.ToUpperInvariant() is not ("BOX" or "MINFACE" or "MAXFACES" or "DETECT" or "PROFILE" or "MAXERROR" or "MAXSTAGES"
                or "TIMEOUT" or "PRIORITY" or "TIMING" or "MODEL"))
            {
                throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterUnknown, name, values.ToString(),
                    $"The query parameter \"{Excerpt.Of(name)}\" is unknown. This address takes {Known}."));
            }
        }

        LandmarkQuery.CheckModel(QueryValues.Single(query, "model"), session.Package);
        BoundingBox[] boxes = ReadBoxes(query["box"], options.Value.MaxFaces);
        return new LandmarkQuery(
            boxes,
            ReadLimits(query),
            QueryValues.Time(QueryValues.Single(query, "timeout"), options.Value.Timeout),
            QueryValues.Priority(QueryValues.Single(query, "priority")),
            QueryValues.Timing(QueryValues.Single(query, "timing")))
        {
            Find = ReadFind(query, boxes.Length),
        };
    }

    private FindQuery? ReadFind(IQueryCollection query, int boxes)
    {
        var find = new FindQuery(
            QueryValues.MinFace(QueryValues.Single(query, "minFace")),
            QueryValues.MaxFaces(QueryValues.Single(query, "maxFaces"), options.Value.MaxFaces),
            QueryValues.Detect(QueryValues.Single(query, "detect")));
        if (boxes == 0)
        {
            return finder.Searcher is null ? throw new ProblemException(LandmarkQuery.BoxRequired()) : find;
        }

        return find == new FindQuery() ? null : throw new ProblemException(Problem.OfParameter(
            ProblemTypes.ParameterInvalid, "box", query["box"],
            "Where faces are given with box none are looked for: leave out minFace, maxFaces and detect, or box."));
    }

    private static BoundingBox[] ReadBoxes(StringValues values, int maxFaces)
    {
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
