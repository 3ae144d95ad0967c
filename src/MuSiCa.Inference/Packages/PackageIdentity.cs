using System.Text.RegularExpressions;

namespace MuSiCa.Inference;

/// <summary>How a model package of any kind says what it is.</summary>
public static partial class PackageIdentity
{
    /// <summary>Checks the fields <c>name</c>, <c>version</c>, <c>license</c> and <c>precision</c>.</summary>
    public static void Check(string? name, string? version, string? license, string? precision, PackageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.RequireText(name, "name") && !ModelName().IsMatch(name))
        {
            errors.Add(
                "name",
                $"'{name}' must be letters, digits, '.', '_' and '-', at most 64, beginning with a letter or digit");
        }

        errors.RequireText(version, "version");
        errors.RequireText(license, "license");
        PackagePrecisions.Check(precision, errors);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}
