using System.Text.RegularExpressions;

namespace MuSiCa.Inference;

/// <summary>How a model package of any kind says what it is.</summary>
public static partial class PackageIdentity
{
    /// <summary>Checks the fields <c>name</c>, <c>version</c> and <c>license</c>.</summary>
    public static void Check(string? name, string? version, string? license, PackageErrors errors)
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
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}
