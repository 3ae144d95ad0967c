using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace MuSiCa.Inference;

/// <summary>Collects everything that is wrong with a model package. Rules that find nothing wrong answer <see langword="true"/>.</summary>
public sealed class PackageErrors
{
    private readonly List<PackageError> _errors = [];

    /// <summary>Whether anything was found.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Adds an error.</summary>
    /// <param name="place">Where: a path inside <c>model.json</c>, or a file of the package.</param>
    /// <param name="problem">What is wrong there, with the value that was found.</param>
    public void Add(string place, string problem) => _errors.Add(new PackageError(place, problem));

    /// <summary>What was found so far, in order.</summary>
    public PackageError[] ToArray() => [.. _errors];

    /// <summary>A value must be there.</summary>
    public bool Require<T>([NotNullWhen(true)] T? value, string place)
    {
        if (value is not null)
        {
            return true;
        }

        Add(place, "is missing");
        return false;
    }

    /// <summary>A text must be there and say something.</summary>
    public bool RequireText([NotNullWhen(true)] string? value, string place)
    {
        if (!Require(value, place))
        {
            return false;
        }

        if (!string.IsNullOrWhiteSpace(value))
        {
            return true;
        }

        Add(place, "is empty");
        return false;
    }

    /// <summary>A number must be there and lie between two others, both included.</summary>
    public bool RequireWithin<T>([NotNullWhen(true)] T? value, T least, T most, string place)
        where T : struct, INumber<T>
    {
        if (!Require(value, place))
        {
            return false;
        }

        if (value.Value >= least && value.Value <= most)
        {
            return true;
        }

        Add(place, FormattableString.Invariant($"{value.Value} is not between {least} and {most}"));
        return false;
    }

    /// <summary>Indices must be distinct and below a count.</summary>
    public bool RequireIndices(ReadOnlySpan<int> indices, int count, string place)
    {
        bool good = true;
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)count)
            {
                Add($"{place}[{i}]", $"{indices[i]} is not a landmark index (0 to {count - 1})");
                good = false;
            }
            else if (indices[..i].Contains(indices[i]))
            {
                Add($"{place}[{i}]", $"{indices[i]} is there twice");
                good = false;
            }
        }

        return good;
    }
}

/// <summary>One thing that is wrong with a model package.</summary>
/// <param name="Place">Where: a path inside <c>model.json</c> such as <c>landmarks.mirror[3]</c>, or a file of the package.</param>
/// <param name="Problem">What is wrong there, with the value that was found.</param>
public sealed record PackageError(string Place, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Problem}";
}

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
