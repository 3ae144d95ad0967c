namespace MuSiCa.Cli;

/// <summary>Photos to measure a finder on.</summary>
/// <param name="Photos">The photos, in a fixed order.</param>
/// <param name="Annotation">Where the true boxes come from, in words.</param>
internal sealed record PhotoSet(IReadOnlyList<AnnotatedPhoto> Photos, string Annotation);
