namespace MuSiCa.Inference;

/// <summary>One thing that is wrong with a model package.</summary>
/// <param name="Place">Where: a path inside <c>model.json</c> such as <c>landmarks.mirror[3]</c>, or a file of the package.</param>
/// <param name="Problem">What is wrong there, with the value that was found.</param>
public sealed record PackageError(string Place, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Problem}";
}
