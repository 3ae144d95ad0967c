using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Tracking;

/// <summary>What the first message of a stream asks for, checked against the model, which it keeps until it is disposed of.</summary>
/// <param name="Model">The model.</param>
/// <param name="Limits">When a face may leave the cascade.</param>
/// <param name="Priority">The class in which its faces wait.</param>
/// <param name="SkipsFrames">Whether a frame that waits gives way to a newer one.</param>
/// <param name="Tracker">How faces are followed.</param>
/// <param name="Search">When new and lost faces are searched for.</param>
internal sealed record TrackQuery(
    LoadedModel Model, ExitLimits Limits, FacePriority Priority, bool SkipsFrames, TrackerOptions Tracker, SearchSchedule Search) : IDisposable
{
    private const float HighestCutoff = 1000;
    private const float HighestBeta = 10_000;

    /// <summary>What answers say of faces beside their landmarks.</summary>
    public AnswerDetails Details { get; private init; }

    /// <summary>Reads the configuration of a stream; a message without one asks for nothing special.</summary>
    /// <returns>The query; the caller's to dispose of.</returns>
    /// <param name="config">The configuration.</param>
    /// <param name="nameOf">What its sender calls a field.</param>
    /// <param name="models">The models that are served.</param>
    /// <param name="settings">What a stream may ask for.</param>
    /// <param name="requests">What a request may ask for.</param>
    /// <exception cref="ProblemException">A value cannot be used.</exception>
    public static TrackQuery Read(
        TrackConfig? config, Func<string, string> nameOf, ModelCatalog models, TrackingSettings settings, RequestOptions requests)
    {
        config ??= new TrackConfig();
        return MessageReader.Model(config.Model, models, model => Read(config, nameOf, model, settings, requests));
    }

    /// <summary>Gives the model back.</summary>
    public void Dispose() => Model.Exit();

    private static TrackQuery Read(
        TrackConfig config, Func<string, string> nameOf, LoadedModel model, TrackingSettings settings, RequestOptions requests)
    {
        return new TrackQuery(
            model,
            MessageReader.Limits(config.Limits, model.Package),
            MessageReader.Priority(config.Priority),
            config.Frames switch
            {
                FramePolicy.Every => false,
                FramePolicy.Latest => true,
                _ => throw MessageReader.Unknown(
                    nameOf("frames"), (int)config.Frames, "FRAME_POLICY_EVERY (0) or FRAME_POLICY_LATEST (1)"),
            },
            new TrackerOptions
            {
                MaxFaces = MaxFaces(nameOf("max_faces"), config.MaxFaces, Math.Min(settings.MaxFaces, requests.MaxFaces)),
                RememberedFrames = settings.RememberedFrames,
                Smoothing = config.Smoothing is { } smoothing ? Read(smoothing, nameOf) : null,
            },
            new SearchSchedule(
                config.HasFindIntervalMs ? TimeSpan.FromMilliseconds(config.FindIntervalMs) : null,
                new FindQuery(MessageReader.MinFace(nameOf("min_face"), config.MinFace))))
        {
            Details = new AnswerDetails(LandmarkQuery.CheckPose(config.Pose, model.Package), config.Spread),
        };
    }

    private static int MaxFaces(string name, uint asked, int most) => asked <= most
        ? asked == 0 ? most : (int)asked
        : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, $"{asked}",
            $"The field {name} is {asked}; it must be at most {most} (setting MuSiCa:Tracking:MaxFaces), or 0 for that."));

    private static SmoothingOptions Read(Smoothing smoothing, Func<string, string> nameOf) => new(
        Value(nameOf("smoothing.min_cutoff"), smoothing.MinCutoff, SmoothingOptions.DefaultMinCutoff, HighestCutoff),
        Value(nameOf("smoothing.beta"), smoothing.Beta, SmoothingOptions.DefaultBeta, HighestBeta));

    private static float Value(string name, float value, float whenZero, float most) => value >= 0 && value <= most
        ? value == 0 ? whenZero : value
        : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, FormattableString.Invariant($"{value}"),
            FormattableString.Invariant($"The field {name} is {value}; it must be between 0 and {most}, where 0 stands for {whenZero}.")));
}
