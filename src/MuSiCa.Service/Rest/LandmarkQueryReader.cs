using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using MuSiCa.Drawing;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

/// <summary>Reads the query of a landmarks request.</summary>
internal sealed class LandmarkQueryReader(
    LandmarkParameters parameters, ModelCatalog models, FinderSwitch finder, IOptions<RequestOptions> options)
{
    private readonly string _known = $"{string.Join(", ", parameters.All.SkipLast(1).Select(static one => one.Name))} and {parameters.All[^1].Name}";

    /// <summary>Reads the query and refuses what it does not know, so that a misspelt parameter is never ignored.</summary>
    /// <returns>The query; the caller's to dispose of.</returns>
    /// <exception cref="ProblemException">A parameter is unknown, missing or has a value that cannot be used.</exception>
    public LandmarkQuery Read(HttpRequest request)
    {
        IQueryCollection query = request.Query;
        foreach ((string name, StringValues values) in query)
        {
            if (!IsKnown(name))
            {
                throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterUnknown, name, values.ToString(),
                    $"The query parameter \"{Excerpt.Of(name)}\" is unknown. This address takes {_known}."));
            }
        }

        return models.Take(parameters.Model.Read(query), model => Read(request, query, model));
    }

    private LandmarkQuery Read(HttpRequest request, IQueryCollection query, LoadedModel model)
    {
        BoundingBox[] boxes = ReadBoxes(parameters.Box.Read(query), options.Value.MaxFaces);
        return new LandmarkQuery(
            model,
            boxes,
            ReadLimits(query, model.Package),
            parameters.Timeout.Read(query) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            parameters.Priority.Read(query),
            parameters.Timing.Read(query))
        {
            Find = ReadFind(query, boxes.Length),
            Details = new AnswerDetails(
                LandmarkQuery.CheckPose(parameters.Pose.Read(query), model.Package), parameters.Spread.Read(query)),
            Picture = ReadPicture(request),
        };
    }

    private bool IsKnown(string name)
    {
        for (int i = 0; i < parameters.All.Count; i++)
        {
            if (parameters.All[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private FindQuery? ReadFind(IQueryCollection query, int boxes)
    {
        var find = new FindQuery(parameters.MinFace.Read(query), parameters.MaxFaces.Read(query), parameters.Detect.Read(query));
        if (boxes == 0)
        {
            return finder.Engine is null ? throw new ProblemException(LandmarkQuery.BoxRequired()) : find;
        }

        return find == new FindQuery() ? null : throw new ProblemException(Problem.OfParameter(
            ProblemTypes.ParameterInvalid, parameters.Box.Name, parameters.Box.Read(query),
            "Where faces are given with box none are looked for: leave out minFace, maxFaces and detect, or box."));
    }

    private PictureQuery? ReadPicture(HttpRequest request)
    {
        IQueryCollection query = request.Query;
        var options = new DrawingOptions(parameters.Boxes.Read(query), parameters.Groups.Read(query), parameters.Numbers.Read(query));
        if (AcceptedFormat.Choose(request) is { } format)
        {
            return new PictureQuery(format, options);
        }

        QueryParameter[] drawn = [parameters.Numbers, parameters.Groups, parameters.Boxes];
        return drawn.FirstOrDefault(parameter => query.ContainsKey(parameter.Name)) is not { Name: { } name } ? null
            : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, query[name], string.Create(
                CultureInfo.InvariantCulture,
                $"{name} is about pictures, and the answer would be JSON: ask for a picture with the header \"Accept: {AcceptedFormat.Png}\" "
                    + $"or \"Accept: {AcceptedFormat.Svg}\", or leave {name} out.")));
    }

    private static BoundingBox[] ReadBoxes(StringValues values, int maxFaces)
    {
        if (LandmarkQuery.CheckFaces(values.Count, 1, maxFaces) is { } problem)
        {
            throw new ProblemException(problem);
        }

        return [.. values.Select(BoxParser.Parse)];
    }

    private ExitLimits ReadLimits(IQueryCollection query, ModelPackage model)
    {
        var limits = new ExitLimits(
            (float?)parameters.MaxError.Read(query), parameters.MaxStages.Read(query), parameters.Profile.Read(query));
        LandmarkQuery.CheckLimits(limits, model, limit => query[limit]);
        return limits;
    }
}
