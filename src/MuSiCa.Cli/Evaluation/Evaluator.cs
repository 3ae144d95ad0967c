using System.Globalization;
using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Runs all faces of a data set through all stages.
internal sealed class Evaluator(CascadeSession session, int batchSize) : IDisposable
{
    // Faces held in memory at once; enough for full batches and for decoding in parallel.
    private const int LeastChunk = 64;

    private readonly FacePreparer _preparer = new(session.Package);
    private readonly OfflineRunner _runner = new(session, batchSize);
    private readonly TimeProvider _time = TimeProvider.System;
    private TimeSpan _preparing;
    private TimeSpan _running;

    /// <summary>How long the faces took, in words.</summary>
    public string Speed(int faces) => string.Create(
        CultureInfo.InvariantCulture,
        $"{faces} faces: {1e3 * _preparing.TotalSeconds / faces:0.00} ms a face for decoding and framing, "
            + $"{1e3 * _running.TotalSeconds / faces:0.00} ms for all stages, in batches of {batchSize}");

    public Evaluation Run(FaceSet set, ExitPlan plan, Screen screen, CancellationToken cancellationToken)
    {
        var traces = new StageTrace[set.Faces.Count][];
        JudgedRule[] rules = JudgedRule.All(session.Package, plan, traces.Length);
        ProgressDisplay.Run(screen, "faces aligned", traces.Length, advance =>
        {
            int chunk = Math.Max(LeastChunk, batchSize);
            for (int first = 0; first < traces.Length; first += chunk)
            {
                int count = Math.Min(chunk, traces.Length - first);
                Trace([.. set.Faces.Skip(first).Take(count)], first, rules, cancellationToken).CopyTo(traces, first);
                advance(count);
            }
        });
        MeasuredFaces faces = Measure(set, traces);
        JudgedFigures[] judged = [.. rules.Select(rule => rule.Measure(set, session.Package.Landmarks))];
        return new Evaluation(EvaluatedModel.From(session), set, plan, traces, faces, judged);
    }

    public void Dispose() => _runner.Dispose();

    private StageTrace[][] Trace(AnnotatedFace[] faces, int first, JudgedRule[] rules, CancellationToken cancellationToken)
    {
        var prepared = new PreparedFace?[faces.Length];
        try
        {
            var parallel = new ParallelOptions
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            };
            long start = _time.GetTimestamp();
            Parallel.For(0, faces.Length, parallel, index => prepared[index] = Prepare(faces[index], cancellationToken));
            long middle = _time.GetTimestamp();
            StageTrace[][] traces = _runner.Trace(prepared!, cancellationToken);
            _preparing += _time.GetElapsedTime(start, middle);
            _running += _time.GetElapsedTime(middle);
            foreach (JudgedRule rule in rules)
            {
                _runner.Align(prepared!, rule.Plan, cancellationToken).CopyTo(rule.Alignments, first);
            }

            return traces;
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<UserException>().FirstOrDefault() is { } cause)
        {
            throw cause;
        }
        finally
        {
            foreach (PreparedFace? face in prepared)
            {
                face?.Dispose();
            }
        }
    }

    // Never shrunk while decoding, so that the figures are those of the full pixels.
    private PreparedFace Prepare(AnnotatedFace face, CancellationToken cancellationToken)
    {
        using DecodedImage image = Photo.Read(face.ImagePath).Decode(maxShrink: 1, cancellationToken);
        return BoxRules.Check(face.Box, image.Info.Width, image.Info.Height) is { } problem
            ? throw new UserException($"{face.Name}: {problem}")
            : _preparer.Prepare(image.AsRgb(), image.Mapping(), face.Box);
    }

    private MeasuredFaces Measure(FaceSet set, StageTrace[][] traces)
    {
        LandmarkScheme scheme = session.Package.Landmarks;
        double[][] PerStage(Func<int, int, double> value) =>
        [
            .. Enumerable.Range(0, session.Stages.Length)
                .Select(stage => Enumerable.Range(0, traces.Length).Select(face => value(stage, face)).ToArray()),
        ];

        double[] ocular = [.. set.Faces.Select(face => Unit(face, FaceError.InterOcular(face.Truth, scheme), "eye corners"))];
        double[] pupil = [.. set.Faces.Select(face => Unit(face, FaceError.InterPupil(face.Truth, scheme), "pupils"))];
        double[][] distance = PerStage((stage, face) =>
            FaceError.MeanDistance(traces[face][stage].Landmarks.AsSpan(), set.Faces[face].Truth));
        return new MeasuredFaces(
            PerStage((stage, face) => distance[stage][face] / ocular[face]),
            PerStage((stage, face) => distance[stage][face] / pupil[face]),
            PerStage((stage, face) => traces[face][stage].PredictedError),
            [.. session.Package.Stages.Select(stage => stage.MultiplyAdds)],
            session.Package.Exit.UsesGain ? PerStage((stage, face) => traces[face][stage].PredictedGain) : null);
    }

    private static double Unit(AnnotatedFace face, double distance, string what) => distance > 0
        ? distance
        : throw new UserException($"{face.Name}: the true {what} lie in one place, so its error has no unit");
}

/// <summary>A data set run through a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Set">The faces.</param>
/// <param name="Plan">The exit rule to measure.</param>
/// <param name="Traces">What each stage found, [face][stage].</param>
/// <param name="Faces">How wrong it was.</param>
/// <param name="Judged">How wrong it was under rules as the service follows them, and what the model said of that.</param>
internal sealed record Evaluation(
    EvaluatedModel Model, FaceSet Set, ExitPlan Plan, StageTrace[][] Traces, MeasuredFaces Faces, JudgedFigures[] Judged);
