using System.Text.RegularExpressions;

namespace MuSiCa.Cascade;

internal sealed partial class IdentityValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        PackageDocument document = draft.Document;
        if (errors.RequireText(document.Name, "name") && !ModelName().IsMatch(document.Name))
        {
            errors.Add(
                "name",
                $"'{document.Name}' must be letters, digits, '.', '_' and '-', at most 64, beginning with a letter or digit");
        }

        errors.RequireText(document.Version, "version");
        errors.RequireText(document.License, "license");
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}
