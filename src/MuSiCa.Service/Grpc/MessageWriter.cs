using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Grpc;

/// <summary>Puts aligned images into messages.</summary>
internal static class MessageWriter
{
    /// <param name="aligned">The image and its faces.</param>
    /// <param name="withTiming">Whether the answer says where the time went.</param>
    public static LocateResponse Write(AlignedImage aligned, bool withTiming)
    {
        var response = new LocateResponse
        {
            Model = new Model { Name = aligned.Model.Name, Version = aligned.Model.Version },
            Image = Size(aligned.Image),
            Timing = withTiming ? Write(aligned.Timing) : null,
            Finder = aligned.Found is { } found ? new Model { Name = found.Finder.Name, Version = found.Finder.Version } : null,
        };
        if (aligned.Found is { BoxesOnly: true } boxes)
        {
            response.Faces.AddRange(boxes.Faces.Select(Write));
            return response;
        }

        foreach (AlignedFace one in aligned.Faces)
        {
            Face face = Write(one.Alignment, aligned.Model, aligned.Details);
            face.Timing = withTiming ? Write(one.Timing) : null;
            if (one.Score is { } score)
            {
                face.Score = score;
            }

            response.Faces.Add(face);
        }

        return response;
    }

    /// <summary>The size of an upright image.</summary>
    public static ImageSize Size(Imaging.ImageInfo image) => new() { Width = (uint)image.Width, Height = (uint)image.Height };

    /// <summary>A face without timing.</summary>
    /// <param name="alignment">The face.</param>
    /// <param name="model">The model whose landmarks it has.</param>
    /// <param name="details">What is asked for beside them.</param>
    public static Face Write(FaceAlignment alignment, ModelPackage model, AnswerDetails details)
    {
        var face = new Face
        {
            Box = Write(alignment.Box),
            Stages = (uint)alignment.Stages,
            Exit = alignment.Exit switch
            {
                ExitReason.Confident => Exit.Confident,
                ExitReason.Exhausted => Exit.Exhausted,
                ExitReason.Budget => Exit.Budget,
                ExitReason.Deadline => Exit.Deadline,
                _ => throw new ArgumentOutOfRangeException(nameof(alignment), alignment.Exit, "This exit has no message."),
            },
            PredictedError = alignment.PredictedError,
            Status = alignment.Status == AlignmentStatus.Accepted ? Status.Accepted : Status.Uncertain,
            Degraded = alignment.Degraded,
            Passes = (uint)alignment.Passes,
        };
        face.Landmarks.AddRange(alignment.Landmarks);
        if (alignment.Threshold is { } threshold)
        {
            face.Threshold = threshold;
        }

        if (details.Spread)
        {
            face.Spread.AddRange(alignment.Spread);
        }

        if (details.Pose && model.Landmarks.Head?.PoseOf(alignment.Landmarks.AsSpan()) is { } pose)
        {
            face.Pose = new Pose { Yaw = pose.Yaw, Pitch = pose.Pitch, Roll = pose.Roll };
        }

        return face;
    }

    /// <summary>The answer for a frame.</summary>
    /// <param name="result">What became of it.</param>
    /// <param name="query">What its stream asks for.</param>
    public static FrameLandmarks Write(FrameResult result, TrackQuery query)
    {
        var answer = new FrameLandmarks
        {
            Id = result.Id,
            TimestampUs = result.TimestampUs,
            Notice = result.Notice ?? "",
            Skipped = result.Skipped,
            Image = result.Image is { } image ? Size(image) : null,
            Problem = result.Problem is { } problem ? GrpcProblem.ToFrameProblem(problem) : null,
        };
        answer.SkippedIds.AddRange(result.SkippedIds);
        answer.Faces.AddRange(result.Faces.Select(face => Write(face, query)));
        return answer;
    }

    private static Protos.V1.TrackedFace Write(Inference.TrackedFace face, TrackQuery query) => new()
    {
        TrackId = face.TrackId,
        State = face.State switch
        {
            Inference.TrackState.Started => Protos.V1.TrackState.Started,
            Inference.TrackState.Followed => Protos.V1.TrackState.Followed,
            Inference.TrackState.Resumed => Protos.V1.TrackState.Resumed,
            _ => Protos.V1.TrackState.Lost,
        },
        Face = face.Alignment is { } alignment ? Write(alignment, query.Model.Package, query.Details) : null,
    };

    private static Face Write(Inference.FoundFace face) => new() { Box = Write(face.Box), Score = face.Score };

    private static Box Write(BoundingBox box) => new() { X = box.X, Y = box.Y, Width = box.Width, Height = box.Height };

    private static Protos.V1.ImageTiming Write(Pipeline.ImageTiming timing) => new()
    {
        Wait = timing.Waited.TotalMilliseconds,
        Decode = timing.Decoded.TotalMilliseconds,
        Frame = timing.Framed.TotalMilliseconds,
        Find = timing.Found?.TotalMilliseconds ?? 0,
    };

    private static Protos.V1.FaceTiming Write(Serving.FaceTiming timing) => new()
    {
        Wait = timing.Waited.TotalMilliseconds,
        Gather = timing.Gathered.TotalMilliseconds,
        Execute = timing.Executed.TotalMilliseconds,
    };
}
