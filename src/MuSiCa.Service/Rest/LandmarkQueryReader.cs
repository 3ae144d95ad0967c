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
    /// <param name="request">The request.</param>
    /// <param name="sent">Parameters that its body names as well; null where it names none.</param>
    /// <param name="mayLackBoxes">Whether the body may still name the boxes.</param>
    /// <param name="model">The model where something else than the query names it, which then answers by no picture.</param>
    /// <returns>The query; the caller's to dispose of.</returns>
    /// <exception cref="ProblemException">A parameter is unknown, missing or has a value that cannot be used.</exception>
    public LandmarkQuery Read(HttpRequest request, IReadOnlyDictionary<string, StringValues>? sent = null, bool mayLackBoxes = false, string? model = null)
    {
        IQueryCollection query = sent is null ? request.Query : Join(request.Query, sent);
        foreach ((string name, StringValues values) in query)
        {
            if (!IsKnown(name))
            {
                throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterUnknown, name, values.ToString(),
                    $"The query parameter \"{Excerpt.Of(name)}\" is unknown. This address takes {_known}."));
            }
        }

        return models.Take(model ?? parameters.Model.Read(query), taken =>
        {
            AnswerFormat format = model is null ? AcceptedFormat.Choose(request) : AnswerFormat.Json;
            PictureQuery? picture = model is null ? ReadPicture(format, query) : null;
            return Read(query, taken, mayLackBoxes, picture, format == AnswerFormat.Zip);
        });
    }

    // What decides how the body is received cannot stand in it.
    private QueryCollection Join(IQueryCollection query, IReadOnlyDictionary<string, StringValues> sent)
    {
        var all = query.ToDictionary(StringComparer.OrdinalIgnoreCase);
        QueryParameter[] early = [parameters.Model, parameters.Timeout, parameters.Priority];
        foreach ((string name, StringValues values) in sent)
        {
            string? why = Array.Exists(early, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ? "decides how the body is received: write it in the query of the address, not in the JSON"
                : all.TryAdd(name, values) ? null : "is given in the query of the address and in the JSON: write it once";
            if (why is not null)
            {
                throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, values.ToString(), $"{Excerpt.Of(name)} {why}."));
            }
        }

        return new QueryCollection(all);
    }

    private LandmarkQuery Read(IQueryCollection query, LoadedModel model, bool mayLackBoxes, PictureQuery? picture, bool isArchive)
    {
        BoundingBox[] boxes = ReadBoxes(parameters.Box.Read(query), options.Value.MaxFaces);
        FindQuery? find = ReadFind(query, boxes.Length, mayLackBoxes);
        CropQuery? crop = ReadCrop(query, model.Package, find, picture);
        if (isArchive && crop is null && !mayLackBoxes)
        {
            throw new ProblemException(ProblemTypes.NotAcceptable,
                $"{AcceptedFormat.Zip} holds the faces that are cut out, and none are asked for: add crop=112 to the query, or accept {AcceptedFormat.Json}.");
        }

        return new LandmarkQuery(
            model,
            boxes,
            ReadLimits(query, model.Package),
            parameters.Timeout.Read(query) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            parameters.Priority.Read(query),
            parameters.Timing.Read(query))
        {
            Find = find,
            Picture = picture,
            Crop = crop,
            IsArchive = isArchive,
            Envelope = parameters.Envelope.Read(query),
            Details = new AnswerDetails(
                LandmarkQuery.CheckPose(parameters.Pose.Read(query), model.Package), parameters.Spread.Read(query)),
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

    private FindQuery? ReadFind(IQueryCollection query, int boxes, bool mayLackBoxes)
    {
        var find = new FindQuery(parameters.MinFace.Read(query), parameters.MaxFaces.Read(query), parameters.Detect.Read(query));
        if (boxes == 0)
        {
            return finder.Engine is null && !mayLackBoxes ? throw new ProblemException(LandmarkQuery.BoxRequired()) : find;
        }

        return find == new FindQuery() ? null : throw new ProblemException(Problem.OfParameter(
            ProblemTypes.ParameterInvalid, parameters.Box.Name, parameters.Box.Read(query),
            "Where faces are given with box none are looked for: leave out minFace, maxFaces and detect, or box."));
    }

    private PictureQuery? ReadPicture(AnswerFormat format, IQueryCollection query)
    {
        var options = new DrawingOptions(parameters.Boxes.Read(query), parameters.Groups.Read(query), parameters.Numbers.Read(query));
        if (format is AnswerFormat.Png or AnswerFormat.Svg)
        {
            return new PictureQuery(format, options);
        }

        QueryParameter[] drawn = [parameters.Numbers, parameters.Groups, parameters.Boxes];
        return drawn.FirstOrDefault(parameter => query.ContainsKey(parameter.Name)) is not { Name: { } name } ? null
            : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, query[name], string.Create(
                CultureInfo.InvariantCulture,
                $"{name} is about pictures, and the answer would be none: ask for a picture with the header \"Accept: {AcceptedFormat.Png}\" "
                    + $"or \"Accept: {AcceptedFormat.Svg}\", or leave {name} out.")));
    }

    private CropQuery? ReadCrop(IQueryCollection query, ModelPackage model, FindQuery? find, PictureQuery? picture)
    {
        int side = parameters.Crop.Read(query);
        CropFormat format = parameters.CropFormat.Read(query);
        QueryParameter named = side == 0 ? parameters.CropFormat : parameters.Crop;
        if (!query.ContainsKey(named.Name))
        {
            return null;
        }

        string? why = side == 0 ? "says how faces are encoded that are cut out: name their side too, as in crop=112"
            : picture is not null ? "puts faces into JSON, and the header Accept asks for a picture: leave one of them out"
            : find is { BoxesOnly: true } ? "aligns faces by their landmarks, and detect=only finds none: leave one of them out"
            : model.Landmarks.FivePoints is null
                ? $"aligns faces by five points, and the model {model.Name} does not name them (landmarks.fivePoints in its package; see GET /v1/models)"
            : null;
        return why is null ? new CropQuery(side, format) : throw new ProblemException(
            Problem.OfParameter(ProblemTypes.ParameterInvalid, named.Name, query[named.Name], $"{named.Name} {why}."));
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
