using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Collections;
using V1 = MuSiCa.Protos.V1;

namespace MuSiCa.Client;

/// <summary>Between the messages of protos/ and the types of this library.</summary>
internal static class Messages
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    public static V1.Image Image(ReadOnlyMemory<byte> file) => new() { Encoded = UnsafeByteOperations.UnsafeWrap(file) };

    public static V1.Image Image(Pixels pixels) => new()
    {
        Pixels = new V1.Pixels
        {
            Format = pixels.Format switch
            {
                PixelFormat.Bgr => V1.Pixels.Types.Format.Bgr,
                PixelFormat.Grey => V1.Pixels.Types.Format.Grey,
                _ => V1.Pixels.Types.Format.Rgb,
            },
            Width = (uint)pixels.Width,
            Height = (uint)pixels.Height,
            Stride = (uint)pixels.Stride,
            Data = UnsafeByteOperations.UnsafeWrap(pixels.Data),
        },
    };

    public static V1.LocateRequest Request(V1.Image image, LocateOptions options)
    {
        var request = new V1.LocateRequest
        {
            Image = image,
            Boxes = { options.Boxes.Select(Write) },
            Limits = Limits(options),
            Model = options.Model ?? string.Empty,
            Priority = Write(options.Priority),
            Timing = options.Timing,
        };
        if (options.MinFace is not null || options.MaxFaces is not null)
        {
            request.Find = Find(options);
        }

        return request;
    }

    public static V1.Find Find(LocateOptions options) =>
        new() { MinFace = options.MinFace ?? 0, MaxFaces = (uint)(options.MaxFaces ?? 0) };

    public static V1.TrackConfig Config(TrackOptions options)
    {
        var config = new V1.TrackConfig
        {
            Limits = Limits(options.Limits),
            Model = options.Limits.Model ?? string.Empty,
            Priority = Write(options.Limits.Priority),
            Frames = options.Latest ? V1.FramePolicy.Latest : V1.FramePolicy.Every,
            MaxFaces = (uint)options.MaxFaces,
            MinFace = options.MinFace,
        };
        if (options.Smoothing is { } smoothing)
        {
            config.Smoothing = new V1.Smoothing { MinCutoff = smoothing.MinCutoff, Beta = smoothing.Beta };
        }

        if (options.FindInterval is { } interval)
        {
            config.FindIntervalMs = (uint)interval.TotalMilliseconds;
        }

        return config;
    }

    public static V1.Frame Frame(VideoFrame frame, long number) => new()
    {
        Id = frame.Id ?? number,
        TimestampUs = (frame.Time?.Ticks ?? 0) / TicksPerMicrosecond,
        Image = frame.Pixels is { } pixels ? Image(pixels) : Image(frame.File),
        Boxes = { frame.Boxes.Select(Write) },
    };

    public static Answer Read(V1.LocateResponse response) => new(
        Read(response.Model),
        Read(response.Image),
        [.. response.Faces.Select(Read)],
        response.Finder is { } finder ? Read(finder) : null,
        response.Timing is { } timing ? new ImageTiming(timing.Wait, timing.Decode, timing.Frame, timing.Find) : null);

    public static FoundBoxes ReadBoxes(V1.LocateResponse response) => new(
        Read(response.Finder), Read(response.Image), [.. response.Faces.Select(static face => new FoundFace(Read(face.Box), face.Score))]);

    public static FrameAnswer Read(V1.FrameLandmarks answer) => new(
        answer.Id,
        TimeSpan.FromTicks(answer.TimestampUs * TicksPerMicrosecond),
        answer.Image is { } image ? Read(image) : default,
        [.. answer.Faces.Select(static tracked => new TrackedFace((long)tracked.TrackId, Read(tracked.State), tracked.Face is { } face ? Read(face) : null))])
    {
        Skipped = (int)answer.Skipped,
        SkippedIds = [.. answer.SkippedIds],
        Problem = answer.Problem is { } problem ? Read(problem) : null,
        Notice = answer.Notice,
    };

    public static ModelInfo Read(V1.ModelDescription model) => new(
        model.Model.Name,
        model.Model.Version,
        model.License,
        new LandmarkScheme(
            model.Landmarks.Name,
            (int)model.Landmarks.Count,
            [.. model.Landmarks.Groups.Select(static group => new LandmarkGroup(group.Name, Indices(group.Indices)))],
            Indices(model.Landmarks.Mirror),
            model.Landmarks.FivePoints is { } five
                ? new FivePoints(Indices(five.LeftEye), Indices(five.RightEye), Indices(five.NoseTip), Indices(five.LeftMouth), Indices(five.RightMouth))
                : null),
        new ExitThresholds(model.Threshold, model.FinalThreshold, model.Profiles));

    private static V1.Box Write(Box box) => new() { X = box.X, Y = box.Y, Width = box.Width, Height = box.Height };

    private static V1.Priority Write(Priority priority) => priority == Priority.Bulk ? V1.Priority.Bulk : V1.Priority.Interactive;

    private static V1.Limits Limits(LocateOptions options)
    {
        var limits = new V1.Limits { Profile = options.Profile ?? string.Empty };
        if (options.MaxError is { } error)
        {
            limits.MaxError = error;
        }

        if (options.MaxStages is { } stages)
        {
            limits.MaxStages = (uint)stages;
        }

        return limits;
    }

    private static Face Read(V1.Face face) => new(
        Read(face.Box),
        Points(face.Landmarks),
        (int)face.Stages,
        face.Exit switch
        {
            V1.Exit.Confident => ExitReason.Confident,
            V1.Exit.Budget => ExitReason.Budget,
            V1.Exit.Deadline => ExitReason.Deadline,
            _ => ExitReason.Exhausted,
        },
        face.PredictedError,
        face.Status == V1.Status.Accepted ? FaceStatus.Accepted : FaceStatus.Uncertain,
        face.Degraded,
        face.HasScore ? face.Score : null,
        face.Timing is { } timing ? new FaceTiming(timing.Wait, timing.Gather, timing.Execute) : null);

    private static ImmutableArray<Landmark> Points(RepeatedField<float> values) =>
        [.. Enumerable.Range(0, values.Count / 2).Select(i => new Landmark(values[2 * i], values[(2 * i) + 1]))];

    private static TrackState Read(V1.TrackState state) => state switch
    {
        V1.TrackState.Started => TrackState.Started,
        V1.TrackState.Resumed => TrackState.Resumed,
        V1.TrackState.Lost => TrackState.Lost,
        _ => TrackState.Followed,
    };

    private static Problem Read(V1.Problem problem) => new(problem.Type, string.Empty, (int)problem.Code, problem.Detail)
    {
        RetryAfter = problem.RetryAfterMs > 0 ? TimeSpan.FromMilliseconds(problem.RetryAfterMs) : null,
    };

    private static ImmutableArray<int> Indices(IEnumerable<uint> indices) => [.. indices.Select(static index => (int)index)];

    private static Box Read(V1.Box box) => new(box.X, box.Y, box.Width, box.Height);

    private static ModelName Read(V1.Model model) => new(model.Name, model.Version);

    private static ImageSize Read(V1.ImageSize size) => new((int)size.Width, (int)size.Height);
}
