using System.Security.Cryptography;

namespace MuSiCa.Cascade;

internal sealed class StageFilesValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        StageSection?[] stages = draft.Document.Stages ?? [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < stages.Length; i++)
        {
            if (stages[i] is not { } stage)
            {
                continue;
            }

            string place = $"stages[{i}]";
            bool hashed = CheckHashForm(stage.Sha256, $"{place}.sha256", errors);
            if (errors.RequireText(stage.File, $"{place}.file") && IsInside(stage.File, $"{place}.file", errors))
            {
                if (!names.Add(stage.File))
                {
                    errors.Add($"{place}.file", $"'{stage.File}' is already the file of another stage");
                }
                else
                {
                    CheckContent(draft.Directory, stage, hashed, place, errors);
                }
            }
        }
    }

    private static bool CheckHashForm(string? hash, string place, PackageErrors errors)
    {
        if (!errors.RequireText(hash, place))
        {
            return false;
        }

        if (hash.Length == 2 * SHA256.HashSizeInBytes && hash.All(char.IsAsciiHexDigitLower))
        {
            return true;
        }

        errors.Add(place, $"'{hash}' is not a SHA-256 (64 lower-case hexadecimal digits)");
        return false;
    }

    // A package is a folder that may come from anywhere: it names files beside its description and nothing else.
    private static bool IsInside(string file, string place, PackageErrors errors)
    {
        bool plain = file is not ("." or "..")
            && !file.AsSpan().ContainsAny("/\\:")
            && !file.Any(char.IsControl)
            && !Path.IsPathRooted(file);
        if (!plain)
        {
            errors.Add(place, $"'{file}' must be the name of a file in the package's own folder");
        }

        return plain;
    }

    private static void CheckContent(string directory, StageSection stage, bool hashed, string place, PackageErrors errors)
    {
        string path = Path.Combine(directory, stage.File!);
        if (!File.Exists(path))
        {
            errors.Add($"{place}.file", $"'{stage.File}' is missing from the package's folder");
            return;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            string actual = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (hashed && actual != stage.Sha256)
            {
                errors.Add($"{place}.sha256", $"is {stage.Sha256}, but '{stage.File}' has {actual}: the file was changed or cut off");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{place}.file", $"'{stage.File}' cannot be read: {exception.Message}");
        }
    }
}
