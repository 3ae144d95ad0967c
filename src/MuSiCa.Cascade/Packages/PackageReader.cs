using System.Text.Json;

namespace MuSiCa.Cascade;

internal static class PackageReader
{
    private const int SupportedFormat = 1;
    private const string SupportedKind = "landmark-cascade";

    private static readonly IPackageValidator[] Validators =
    [
        new IdentityValidator(),
        new LandmarkCountValidator(),
        new GroupsValidator(),
        new MirrorValidator(),
        new EyeCornersValidator(),
        new PupilsValidator(),
        new FrameValidator(),
        new PatchValidator(),
        new HiddenValidator(),
        new MeanShapeValidator(),
        new StageOrderValidator(),
        new StageFilesValidator(),
        new ExitThresholdsValidator(),
        new ExitProfilesValidator(),
        new ExitTableValidator(),
        new TrainingValidator(),
        new MetricsValidator(),
    ];

    public static ModelPackage Read(string directory)
    {
        var errors = new PackageErrors();
        PackageDocument? document = Parse(directory, errors);
        if (document is not null)
        {
            var draft = new PackageDraft(directory, document);
            foreach (IPackageValidator validator in Validators)
            {
                validator.Validate(draft, errors);
            }
        }

        if (errors.Any)
        {
            throw new ModelPackageException(directory, errors.ToArray());
        }

        return PackageBuilder.Build(directory, document!);
    }

    private static PackageDocument? Parse(string directory, PackageErrors errors)
    {
        string path = Path.Combine(directory, ModelPackage.FileName);
        if (!Directory.Exists(directory))
        {
            errors.Add(directory, "there is no such folder");
            return null;
        }

        try
        {
            byte[] json = File.ReadAllBytes(path);
            return IsSupported(json, errors) ? JsonSerializer.Deserialize(json, PackageJsonContext.Default.PackageDocument) : null;
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
    private static bool IsSupported(byte[] json, PackageErrors errors)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add(ModelPackage.FileName, "must hold one JSON object");
            return false;
        }

        bool known = true;
        if (!root.TryGetProperty("formatVersion", out JsonElement version))
        {
            errors.Add("formatVersion", $"is missing; this program reads format {SupportedFormat}");
            known = false;
        }
        else if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != SupportedFormat)
        {
            errors.Add("formatVersion", $"{version.GetRawText()} is unknown; this program reads format {SupportedFormat}");
            known = false;
        }

        if (!root.TryGetProperty("kind", out JsonElement kind))
        {
            errors.Add("kind", $"is missing; this program reads \"{SupportedKind}\"");
            known = false;
        }
        else if (kind.ValueKind != JsonValueKind.String || kind.GetString() != SupportedKind)
        {
            errors.Add("kind", $"{kind.GetRawText()} is unknown; this program reads \"{SupportedKind}\"");
            known = false;
        }

        return known;
    }
}
