using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace MuSiCa.Cascade;

internal sealed class PackageErrors
{
    private readonly List<PackageError> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string place, string problem) => _errors.Add(new PackageError(place, problem));

    public PackageError[] ToArray() => [.. _errors];

    public bool Require<T>([NotNullWhen(true)] T? value, string place)
    {
        if (value is not null)
        {
            return true;
        }

        Add(place, "is missing");
        return false;
    }

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
