using System.Text.Json;
using System.Text.Json.Serialization;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Problems;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Sockets;

/// <summary>The first message of a stream: the names and meanings of the query of REST, and how faces are followed.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SocketSettings
{
    /// <summary>The model by its name.</summary>
    public string? Model { get; init; }

    /// <summary>How good is good enough, by a name of the model.</summary>
    public string? Profile { get; init; }

    /// <summary>The same as a fraction of the inter-ocular distance.</summary>
    public float? MaxError { get; init; }

    /// <summary>The stages that a face may take at most.</summary>
    public uint? MaxStages { get; init; }

    /// <summary><c>interactive</c>, the default, or <c>bulk</c>.</summary>
    public string? Priority { get; init; }

    /// <summary><c>every</c>, the default, or <c>latest</c>: a frame that waits gives way to a newer one.</summary>
    public string? Frames { get; init; }

    /// <summary>Faces followed at the same time.</summary>
    public uint? MaxFaces { get; init; }

    /// <summary>Longer side of the smallest faces searched for, in pixels.</summary>
    public float? MinFace { get; init; }

    /// <summary>Milliseconds from one search for new and lost faces to the next, 500 by default.</summary>
    public uint? FindInterval { get; init; }

    /// <summary>Whether answers say how heads are turned.</summary>
    public bool Pose { get; init; }

    /// <summary>Whether answers say how far landmarks are expected to be off.</summary>
    public bool Spread { get; init; }

    /// <summary>Steadies the landmarks; off unless given.</summary>
    public SocketSmoothing? Smoothing { get; init; }

    /// <summary>Reads the message as the configuration that every stream has.</summary>
    /// <exception cref="ProblemException">It is no such message.</exception>
    public static TrackConfig Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ServiceJson.Answers.SocketSettings)?.ToConfig()
                ?? throw new ProblemException(ProblemTypes.RequestMalformed, "The settings are null; send {} for none.");
        }
        catch (JsonException exception)
        {
            throw new ProblemException(ProblemTypes.RequestMalformed,
                $"The first message is not the settings of a stream in JSON, such as {{\"pose\": true}}: {exception.Message}");
        }
    }

    private TrackConfig ToConfig()
    {
        var config = new TrackConfig
        {
            Model = Model ?? "",
            Limits = new Limits { Profile = Profile ?? "" },
            Priority = Word("priority", Priority, ("interactive", Protos.V1.Priority.Interactive), ("bulk", Protos.V1.Priority.Bulk)),
            Frames = Word("frames", Frames, ("every", FramePolicy.Every), ("latest", FramePolicy.Latest)),
            MaxFaces = MaxFaces ?? 0,
            MinFace = MinFace ?? 0,
            Pose = Pose,
            Spread = Spread,
            Smoothing = Smoothing is null ? null : new Smoothing { MinCutoff = Smoothing.MinCutoff, Beta = Smoothing.Beta },
        };
        if (MaxError is { } error)
        {
            config.Limits.MaxError = error;
        }

        if (MaxStages is { } stages)
        {
            config.Limits.MaxStages = stages;
        }

        if (FindInterval is { } interval)
        {
            config.FindIntervalMs = interval;
        }

        return config;
    }

    private static T Word<T>(string name, string? sent, (string Text, T Value) usual, (string Text, T Value) other) =>
        sent is null || sent == usual.Text ? usual.Value
        : sent == other.Text ? other.Value
        : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, sent,
            $"{name} is \"{Excerpt.Of(sent)}\"; it must be {usual.Text} or {other.Text}."));
}

/// <summary>One-Euro filter over the landmarks of each face; 0 stands for the default.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SocketSmoothing
{
    /// <summary>Cut-off frequency of a face at rest, in hertz.</summary>
    public float MinCutoff { get; init; }

    /// <summary>How fast the cut-off rises with speed.</summary>
    public float Beta { get; init; }
}
