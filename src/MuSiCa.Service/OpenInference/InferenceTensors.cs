using MuSiCa.Inference;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.OpenInference;

/// <summary>A tensor of the Open Inference Protocol.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">The type of its elements, in the words of the protocol.</param>
/// <param name="Shape">Its sizes; -1 where one varies.</param>
internal record InferenceTensor(string Name, string Datatype, IReadOnlyList<long> Shape);

/// <summary>A tensor with its elements.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">The type of its elements.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Data">The elements, row after row: an array of float, int or bool.</param>
internal sealed record FilledTensor(string Name, string Datatype, IReadOnlyList<long> Shape, object Data) : InferenceTensor(Name, Datatype, Shape);

/// <summary>The tensors that every landmark model takes and gives.</summary>
internal static class InferenceTensors
{
    public const string Image = "image";
    public const string Boxes = "boxes";

    /// <summary>Boolean elements.</summary>
    public const string Bool = "BOOL";

    /// <summary>Whole numbers of 32 bits.</summary>
    public const string Int32 = "INT32";

    /// <summary>Numbers of 32 bits.</summary>
    public const string Float = "FP32";

    /// <summary>Elements that are bytes, each as long as it likes.</summary>
    public const string Bytes = "BYTES";

    private const string Landmarks = "landmarks";
    private const string PredictedError = "predicted_error";
    private const string Accepted = "accepted";
    private const string ExitStage = "exit_stage";

    private static readonly string[] OutputNames = [Landmarks, PredictedError, Boxes, Accepted, ExitStage];

    /// <summary>One image, and the faces in it where they are not to be found.</summary>
    public static IReadOnlyList<InferenceTensor> Inputs { get; } = [new(Image, Bytes, [1]), new(Boxes, Float, [-1, 4])];

    /// <summary>What comes of them, for each face.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<InferenceTensor> Outputs(ModelPackage model) =>
    [
        new(Landmarks, Float, [-1, model.Landmarks.Count, 2]), new(PredictedError, Float, [-1]), new(Boxes, Float, [-1, 4]),
        new(Accepted, Bool, [-1]), new(ExitStage, Int32, [-1]),
    ];

    /// <summary>Refuses what tensors cannot say, before anything is run.</summary>
    /// <exception cref="ProblemException">An output is unknown, or a parameter asks for something else than tensors.</exception>
    public static void Check(InferenceRequest request, LandmarkQuery query)
    {
        if (request.Outputs.FirstOrDefault(static name => !OutputNames.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, "outputs", unknown,
                $"There is no output \"{Excerpt.Of(unknown)}\". There are {string.Join(", ", OutputNames)}."));
        }

        if (query.Crop is not null || query.Find is { BoxesOnly: true })
        {
            string name = query.Crop is not null ? "crop" : "detect";
            throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, null,
                $"{name} asks for what no tensor of this protocol is; POST /v1/landmarks answers it."));
        }
    }

    /// <summary>Puts the faces of an image into tensors.</summary>
    /// <param name="aligned">The image.</param>
    /// <param name="wanted">Which tensors; all where none is named.</param>
    public static IReadOnlyList<FilledTensor> Write(AlignedImage aligned, IReadOnlyList<string> wanted)
    {
        FaceAlignment[] faces = [.. aligned.Faces.Select(static face => face.Alignment)];
        return [.. Outputs(aligned.Model)
            .Where(output => wanted.Count == 0 || wanted.Contains(output.Name, StringComparer.Ordinal))
            .Select(output => new FilledTensor(output.Name, output.Datatype, [faces.Length, .. output.Shape.Skip(1)], DataOf(output.Name, faces)))];
    }

    private static Array DataOf(string name, FaceAlignment[] faces) => name switch
    {
        Landmarks => faces.SelectMany(static face => face.Landmarks).ToArray(),
        PredictedError => faces.Select(static face => face.PredictedError).ToArray(),
        Boxes => faces.SelectMany(static face => new[] { face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height }).ToArray(),
        Accepted => faces.Select(static face => face.Status == AlignmentStatus.Accepted).ToArray(),
        _ => faces.Select(static face => face.Stages).ToArray(),
    };
}
