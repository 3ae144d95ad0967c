using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Finds out which layout a data set has, and reads it.
internal static class FaceSetReader
{
    /// <summary>Reads a data set, and says so where its faces are framed by their own truth.</summary>
    public static FaceSet Read(string folder, string? boxes, int landmarks, Screen screen)
    {
        FaceSet set = Read(folder, boxes, landmarks);
        if (boxes is null)
        {
            screen.Remark("no --boxes were given: every face is framed by the tight box of its own true landmarks. "
                + "Figures from such boxes are better than those from a detector's and cannot be compared with them.");
        }

        return set;
    }

    /// <summary>Reads a data set.</summary>
    public static FaceSet Read(string folder, string? boxes, int landmarks)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserException($"--data {folder}: {(File.Exists(folder) ? "is a file, not a folder" : "there is no such folder")}");
        }

        if (boxes is not null && !File.Exists(boxes))
        {
            throw new UserException($"--boxes {boxes}: {(Directory.Exists(boxes) ? "is a folder, not a file" : "there is no such file")}");
        }

        FaceSet set = boxes is null ? PtsFolder.Read(folder, boxes)
            : WflwPartList.IsList(boxes) ? WflwPartList.Read(boxes, folder)
            : WflwList.IsList(boxes) ? WflwList.Read(boxes, folder)
            : PtsFolder.Read(folder, boxes);
        AnnotatedFace? other = set.Faces.FirstOrDefault(face => face.Truth.Length != 2 * landmarks);
        return other is null
            ? set
            : throw new UserException($"{other.Name}: {other.Truth.Length / 2} landmarks, the model has {landmarks}");
    }
}

/// <summary>Faces to measure a model on.</summary>
/// <param name="Faces">The faces, in a fixed order.</param>
/// <param name="Boxes">Where their boxes come from, in words.</param>
/// <param name="NotFound">Faces left out because a finder did not find them; <see langword="null"/> where none was asked.</param>
internal sealed record FaceSet(IReadOnlyList<AnnotatedFace> Faces, string Boxes, int? NotFound = null);

/// <summary>A face whose landmarks are known.</summary>
/// <param name="Name">Its name in reports and dumps.</param>
/// <param name="ImagePath">The image it is in.</param>
/// <param name="Box">Its box in pixels of the image.</param>
/// <param name="Truth">True landmarks x0, y0, x1, y1, … in pixels of the image, pixel centres at integers.</param>
/// <param name="Subsets">The parts of a test set it belongs to.</param>
internal sealed record AnnotatedFace(string Name, string ImagePath, BoundingBox Box, double[] Truth, IReadOnlyList<string> Subsets);
