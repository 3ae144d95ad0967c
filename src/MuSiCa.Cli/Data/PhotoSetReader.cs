namespace MuSiCa.Cli;

// Finds out how the faces of a folder of photos are written down, and reads them.
internal static class PhotoSetReader
{
    /// <summary>Reads photos.</summary>
    /// <param name="folder">The folder of the photos.</param>
    /// <param name="boxes">A JSON file with the boxes of their faces; without it every photo has a .pts file beside it.</param>
    public static PhotoSet Read(string folder, string? boxes)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserException($"--data {folder}: {(File.Exists(folder) ? "is a file, not a folder" : "there is no such folder")}");
        }

        if (boxes is null)
        {
            FaceSet faces = PtsFolder.Read(folder, null);
            return new PhotoSet(
                [.. faces.Faces.Select(static face => new AnnotatedPhoto(face.Name, face.ImagePath, [face.Box], [], null))],
                faces.Boxes);
        }

        return File.Exists(boxes)
            ? new PhotoSet(FaceBoxFile.Read(boxes, folder), Path.GetFileName(boxes))
            : throw new UserException($"--boxes {boxes}: {(Directory.Exists(boxes) ? "is a folder, not a file" : "there is no such file")}");
    }
}

/// <summary>Photos to measure a finder on.</summary>
/// <param name="Photos">The photos, in a fixed order.</param>
/// <param name="Annotation">Where the true boxes come from, in words.</param>
internal sealed record PhotoSet(IReadOnlyList<AnnotatedPhoto> Photos, string Annotation);
