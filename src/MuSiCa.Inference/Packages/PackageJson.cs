using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MuSiCa.Inference;

/// <summary>Reads the <c>model.json</c> of packages of any kind.</summary>
public static class PackageJson
{
    /// <summary>Reads the description of a package.</summary>
    /// <param name="directory">The folder of the package.</param>
    /// <param name="kind">The kind of package that is wanted.</param>
    /// <param name="newestFormat">The newest format of that kind that is known; older ones are too.</param>
    /// <param name="type">How its JSON is read.</param>
    /// <param name="errors">Where errors go.</param>
    /// <returns>The description as it stands in the file, or <see langword="null"/> with an error.</returns>
    public static T? Read<T>(string directory, string kind, int newestFormat, JsonTypeInfo<T> type, PackageErrors errors)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(errors);
        string path = Path.Combine(directory, ModelPackage.FileName);
        if (!Directory.Exists(directory))
        {
            errors.Add(directory, File.Exists(directory) ? "is a file, not the folder of a package" : "there is no such folder");
            return null;
        }

        try
        {
            byte[] json = File.ReadAllBytes(path);
            return IsSupported(json, kind, newestFormat, errors) ? JsonSerializer.Deserialize(json, type) : null;
        }
        catch (FileNotFoundException)
        {
            errors.Add(ModelPackage.FileName, "the folder has no such file");
        }
        catch (JsonException exception)
        {
            string place = exception.Path is null ? ModelPackage.FileName : $"{ModelPackage.FileName} {exception.Path}";
            errors.Add(place, $"is not what the format asks for: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add(ModelPackage.FileName, $"cannot be read: {exception.Message}");
        }

        return null;
    }

    // Looked at before anything else: of a package of another format the other errors would only confuse.
    private static bool IsSupported(byte[] json, string kind, int newestFormat, PackageErrors errors)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add(ModelPackage.FileName, "must hold one JSON object");
            return false;
        }

        bool known = true;
        string formats = newestFormat == 1 ? "format 1" : $"formats 1 to {newestFormat}";
        if (!root.TryGetProperty("formatVersion", out JsonElement version))
        {
            errors.Add("formatVersion", $"is missing; this program reads {formats}");
            known = false;
        }
        else if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number < 1 || number > newestFormat)
        {
            errors.Add("formatVersion", $"{version.GetRawText()} is unknown; this program reads {formats}");
            known = false;
        }

        if (!root.TryGetProperty("kind", out JsonElement actual))
        {
            errors.Add("kind", $"is missing; this program reads \"{kind}\"");
            known = false;
        }
        else if (actual.ValueKind != JsonValueKind.String || actual.GetString() != kind)
        {
            errors.Add("kind", $"{actual.GetRawText()} is unknown; this program reads \"{kind}\"");
            known = false;
        }

        return known;
    }
}
