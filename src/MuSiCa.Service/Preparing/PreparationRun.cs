namespace MuSiCa.Service.Preparing;

/// <summary>What came of a piece of work.</summary>
/// <param name="Result">Its result.</param>
/// <param name="Waited">How long it waited for a worker.</param>
internal readonly record struct PreparationRun<T>(T Result, TimeSpan Waited);
