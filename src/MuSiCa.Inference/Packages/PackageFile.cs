using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MuSiCa.Inference;

/// <summary>
/// Rules for the files that a description names. A package is a folder that may come from anywhere: it names files beside its
/// description and nothing else.
/// </summary>
public static class PackageFile
{
    /// <summary>A file must be named, by a name without folders.</summary>
    /// <returns>Whether it is.</returns>
    public static bool CheckName([NotNullWhen(true)] string? file, string place, PackageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (!errors.RequireText(file, place))
        {
            return false;
        }

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

    /// <summary>A SHA-256 must be there, in lower-case hexadecimal.</summary>
    /// <returns>Whether it is.</returns>
    public static bool CheckHash([NotNullWhen(true)] string? hash, string place, PackageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
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

    /// <summary>A file must be there and have its hash.</summary>
    /// <param name="directory">The folder of the package.</param>
    /// <param name="file">The name of the file, already checked.</param>
    /// <param name="hash">Its hash, already checked; <see langword="null"/> where it could not be told.</param>
    /// <param name="place">The section with the fields <c>file</c> and <c>sha256</c>.</param>
    /// <param name="errors">Where errors go.</param>
    public static void CheckContent(string directory, string file, string? hash, string place, PackageErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        string path = Path.Combine(directory, file);
        if (!File.Exists(path))
        {
            errors.Add($"{place}.file", $"'{file}' is missing from the package's folder");
            return;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            string actual = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (hash is not null && actual != hash)
            {
                errors.Add($"{place}.sha256", $"is {hash}, but '{file}' has {actual}: the file was changed or cut off");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{place}.file", $"'{file}' cannot be read: {exception.Message}");
        }
    }
}
