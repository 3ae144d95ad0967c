namespace MuSiCa.Inference;

/// <summary>A finder answered a view with a value that is not a finite number, so nothing is known of its faces.</summary>
public sealed class FinderOutputException(string finder)
    : Exception($"The face finder '{finder}' gave a value that is not a finite number.");
