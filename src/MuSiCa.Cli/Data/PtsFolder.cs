namespace MuSiCa.Cli;

// 300-W and its kin: images with a .pts file beside each, in a folder or in folders below it.
internal static class PtsFolder
{
    private const int NamesInMessage = 3;

    private static readonly string[] ImageSuffixes = [".jpg", ".jpeg", ".png"];

    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        MatchCasing = MatchCasing.CaseInsensitive,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    public static FaceSet Read(string folder, string? boxes)
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*.pts", Everywhere).Where(IsFace).Order(StringComparer.Ordinal),
        ];
        if (files.Length == 0)
        {
            throw new UserException($"--data {folder}: no .pts files in or below it");
        }

        BoxTable? table = boxes is null ? null : BoxTable.Read(boxes);
        string[] names = [.. files.Select(file => NameOf(folder, file))];
        if (table is not null && names.Where(name => table.Find(name) is null).ToArray() is { Length: > 0 } missing)
        {
            string some = string.Join(", ", missing.Take(NamesInMessage)) + (missing.Length > NamesInMessage ? ", …" : string.Empty);
            throw new UserException($"--boxes {boxes}: no box for {missing.Length} of {files.Length} faces: {some}");
        }

        AnnotatedFace[] faces = [.. files.Zip(names, (file, name) => Read(file, name, table))];
        return new FaceSet(faces, boxes is null ? "tight boxes of the true landmarks" : Path.GetFileName(boxes));
    }

    private static AnnotatedFace Read(string file, string name, BoxTable? table)
    {
        double[] truth = PtsFile.Read(file);
        string image = ImageSuffixes.Select(suffix => Path.ChangeExtension(file, suffix)).FirstOrDefault(File.Exists)
            ?? ImageInCapitals(file)
            ?? throw new UserException($"{file}: no image beside it ({string.Join(", ", ImageSuffixes)})");
        return new AnnotatedFace(name, image, table?.Find(name) ?? LandmarkBox.Tight(truth), truth, []);
    }

    // macOS puts a file ._a.pts of its own beside a.pts on disks and in archives of others.
    private static bool IsFace(string file) => !Path.GetFileName(file).StartsWith("._", StringComparison.Ordinal);

    private static string? ImageInCapitals(string file) => Directory.EnumerateFiles(Path.GetDirectoryName(file)!)
        .FirstOrDefault(beside => Path.GetFileNameWithoutExtension(beside) == Path.GetFileNameWithoutExtension(file)
            && ImageSuffixes.Contains(Path.GetExtension(beside), StringComparer.OrdinalIgnoreCase));

    private static string NameOf(string folder, string file) =>
        Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace(Path.DirectorySeparatorChar, '/');
}
