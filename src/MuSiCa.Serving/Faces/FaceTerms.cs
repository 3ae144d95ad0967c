using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>An order as its faces carry it.</summary>
/// <param name="Plan">When they may leave.</param>
/// <param name="KeepsThreshold">Whether the caller named the threshold.</param>
/// <param name="Priority">Their class.</param>
/// <param name="Due">When the caller stops waiting.</param>
/// <param name="Patience">Time after which a face without a deadline ranks like one whose deadline has come.</param>
internal readonly record struct FaceTerms(ExitPlan Plan, bool KeepsThreshold, FacePriority Priority, TimeSpan Due, TimeSpan Patience);
