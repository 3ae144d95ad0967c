using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>A data set run through a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Set">The faces.</param>
/// <param name="Plan">The exit rule to measure.</param>
/// <param name="Traces">What each stage found, [face][stage].</param>
/// <param name="Faces">How wrong it was.</param>
internal sealed record Evaluation(EvaluatedModel Model, FaceSet Set, ExitPlan Plan, StageTrace[][] Traces, MeasuredFaces Faces);
