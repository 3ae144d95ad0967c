using System.Globalization;
using MuSiCa.Inference;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;

namespace MuSiCa.Service.Pipeline;

/// <summary>What a request asks for, by whatever protocol, checked against the model, which it keeps until it is disposed of.</summary>
/// <param name="Model">The model.</param>
/// <param name="Boxes">Face boxes in pixels of the upright image; none where faces are to be found.</param>
/// <param name="Limits">When a face may leave the cascade.</param>
/// <param name="Timeout">How long the caller waits for the answer; null where it does not say.</param>
/// <param name="Priority">The class in which its faces wait.</param>
/// <param name="Timing">Whether the answer says where the time went.</param>
internal sealed record LandmarkQuery(
    LoadedModel Model,
    IReadOnlyList<BoundingBox> Boxes,
    ExitLimits Limits,
    TimeSpan? Timeout,
    FacePriority Priority,
    bool Timing) : IDisposable
{
    /// <summary>Which faces are to be found; null where their boxes are given.</summary>
    public FindQuery? Find { get; init; }

    /// <summary>Whether one image is answered as several are.</summary>
    public bool Envelope { get; init; }

    /// <summary>What the answer says of faces beside their landmarks.</summary>
    public AnswerDetails Details { get; init; }

    /// <summary>The picture to draw; null where none is asked for.</summary>
    public PictureQuery? Picture { get; init; }

    /// <summary>How the faces are to be cut out; null where they are not.</summary>
    public CropQuery? Crop { get; init; }

    /// <summary>Whether the faces that are cut out are files of an archive.</summary>
    public bool IsArchive { get; init; }

    /// <summary>Gives the model back.</summary>
    public void Dispose() => Model.Exit();

    /// <summary>The problem of a request without boxes where the service finds none itself.</summary>
    public static Problem BoxRequired() => new(ProblemTypes.BoxRequired,
        "Finding faces is switched off in this service (setting MuSiCa:Finding:Enabled). Say where each face is, in pixels of the upright "
            + "image: box=x,y,width,height in the query, as in /v1/landmarks?box=120,80,200,220, or boxes in a gRPC message.")
    {
        Parameter = "box",
    };

    /// <summary>The problem of a request that asks for more faces to be found than one may have; null where they are not too many.</summary>
    public static Problem? CheckFinds(FindQuery? find, int images, int maxFaces) =>
        find is not { BoxesOnly: false, MaxFaces: { } asked } || (long)asked * images <= maxFaces
            ? null
            : Problem.OfParameter(ProblemTypes.TooManyFaces, "maxFaces", asked.ToString(CultureInfo.InvariantCulture), string.Create(
                CultureInfo.InvariantCulture,
                $"The request asks for up to {asked} faces in each of {images} images, {(long)asked * images} in all; one request may have "
                    + $"{maxFaces} (setting MuSiCa:Requests:MaxFaces). Ask for fewer, leave maxFaces out, or send fewer images."));

    /// <summary>The problem of a request with more faces than one may have; null where they are not too many.</summary>
    public static Problem? CheckFaces(int boxes, int images, int maxFaces) => (long)boxes * images <= maxFaces
        ? null
        : new Problem(ProblemTypes.TooManyFaces, string.Create(
            CultureInfo.InvariantCulture,
            $"The request has {boxes} boxes for {images} images, {(long)boxes * images} faces in all; one request may have {maxFaces} "
                + $"(setting MuSiCa:Requests:MaxFaces). Send the rest in another request."))
        {
            Parameter = "box",
        };

    /// <summary>Refuses to say how heads are turned where the model cannot.</summary>
    /// <exception cref="ProblemException">It is asked for, and cannot.</exception>
    public static bool CheckPose(bool isAsked, ModelPackage model) => !isAsked || model.Landmarks.Head is not null
        ? isAsked
        : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, "pose", "true",
            $"The model '{model.Name}' tells no pose: its package has no landmarks.head. Leave pose out, or choose another model."));

    /// <summary>Refuses limits that make no sense for the model.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="model">The model.</param>
    /// <param name="sent">The value of a limit as the caller wrote it.</param>
    /// <exception cref="ProblemException">They do not.</exception>
    public static void CheckLimits(ExitLimits limits, ModelPackage model, Func<string, string?> sent)
    {
        try
        {
            new ExitRule(model).Resolve(limits);
        }
        catch (ExitLimitsException exception)
        {
            ProblemType type = exception.Limit == "profile" ? ProblemTypes.ProfileUnknown : ProblemTypes.ParameterInvalid;
            throw new ProblemException(Problem.OfParameter(type, exception.Limit, sent(exception.Limit), $"{exception.Message}."));
        }
    }
}
