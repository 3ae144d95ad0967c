namespace MuSiCa.Inference;

/// <summary>A model package that cannot be used. Carries everything that was found wrong, not only the first thing.</summary>
public sealed class ModelPackageException : Exception
{
    /// <summary>Creates the exception for the package in <paramref name="directory"/>.</summary>
    public ModelPackageException(string directory, IReadOnlyList<PackageError> errors)
        : base(Describe(directory, errors))
    {
        Directory = directory;
        Errors = errors;
    }

    /// <summary>The folder of the package.</summary>
    public string Directory { get; }

    /// <summary>All errors, in the order of <c>model.json</c>.</summary>
    public IReadOnlyList<PackageError> Errors { get; }

    private static string Describe(string directory, IReadOnlyList<PackageError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count == 1
            ? $"The model package '{directory}' cannot be used: {errors[0]}"
            : $"The model package '{directory}' cannot be used, {errors.Count} errors:"
                + string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}"));
    }
}
