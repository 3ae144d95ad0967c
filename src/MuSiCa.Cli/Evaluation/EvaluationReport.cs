using System.Text.Json.Serialization;

namespace MuSiCa.Cli;

/// <summary>Everything that was measured on a data set; percent unless said otherwise.</summary>
internal sealed record EvaluationReport : ErrorFigures
{
    private EvaluationReport(MeasuredFaces faces)
        : base(faces.Ocular[^1], faces.Pupil[^1])
    {
        Faces = faces.Count;
        Stages = [.. Enumerable.Range(0, faces.Stages).Select(stage => new StageFigures(faces, stage))];
    }

    /// <summary>The model; left out in the report of a subset.</summary>
    public EvaluatedModel? Model { get; private init; }

    /// <summary>Where the boxes of the faces come from; left out in the report of a subset.</summary>
    public string? Boxes { get; private init; }

    /// <summary>Faces left out because the finder did not find them; left out where none was asked, and in the report of a subset.</summary>
    public int? NotFound { get; private init; }

    /// <summary>Number of faces.</summary>
    public int Faces { get; }

    /// <summary>The figures after each stage.</summary>
    public StageFigures[] Stages { get; }

    /// <summary>The figures under the exit rule.</summary>
    public required SelectiveFigures Selective { get; init; }

    /// <summary>All stages and the exit rule as the service follows them; left out in the report of a subset.</summary>
    public JudgedFigures[]? Judged { get; private init; }

    /// <summary>The exit rule over all thresholds, beside other ways to leave; left out in the report of a subset.</summary>
    public ExitCurves? ExitCurve { get; private init; }

    /// <summary>The figures of parts of the data set, by name.</summary>
    public IReadOnlyDictionary<string, EvaluationReport>? Subsets { get; private init; }

    public static EvaluationReport Create(Evaluation evaluation)
    {
        MeasuredFaces faces = evaluation.Faces;
        return new EvaluationReport(faces)
        {
            Model = evaluation.Model,
            Boxes = evaluation.Set.Boxes,
            NotFound = evaluation.Set.NotFound,
            Selective = Rule(faces, evaluation),
            Judged = evaluation.Judged,
            ExitCurve = ExitCurves.Measure(faces),
            Subsets = Parts(evaluation),
        };
    }

    private static SelectiveFigures Rule(MeasuredFaces faces, Evaluation evaluation) =>
        SelectiveFigures.Create(faces, evaluation.Plan);

    private static SortedDictionary<string, EvaluationReport>? Parts(Evaluation evaluation)
    {
        var parts = new SortedDictionary<string, EvaluationReport>(StringComparer.Ordinal);
        IReadOnlyList<AnnotatedFace> all = evaluation.Set.Faces;
        foreach (string name in all.SelectMany(face => face.Subsets).Distinct())
        {
            MeasuredFaces part = evaluation.Faces.Only(
                [.. Enumerable.Range(0, all.Count).Where(face => all[face].Subsets.Contains(name))]);
            parts.Add(name, new EvaluationReport(part) { Selective = Rule(part, evaluation) });
        }

        return parts.Count == 0 ? null : parts;
    }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class EvaluationJsonContext : JsonSerializerContext;
