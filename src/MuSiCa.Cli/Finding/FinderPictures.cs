using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Pictures of what went wrong: the largest faces missed and the surest false finds.
internal static class FinderPictures
{
    private const int MaxPictures = 40;
    private const double SidesPerLine = 80;

    private static readonly RgbColor Wrong = new(255, 64, 64);
    private static readonly RgbColor True = new(64, 220, 96);
    private static readonly RgbColor Found = new(255, 221, 51);
    private static readonly RgbColor Ignored = new(160, 160, 160);

    /// <summary>Refuses a folder in a Git working tree: its pictures show the data's faces, whose terms keep them out of any repository.</summary>
    public static void CheckFolder(string folder)
    {
        for (DirectoryInfo? above = new(Path.GetFullPath(folder)); above is not null; above = above.Parent)
        {
            if (Path.Exists(Path.Combine(above.FullName, ".git")))
            {
                throw new UserException(
                    $"--pictures {folder}: lies in the repository {above.FullName}. The pictures show the data, which must not get there; "
                        + "choose a folder elsewhere");
            }
        }
    }

    /// <summary>Writes the pictures.</summary>
    /// <returns>How many.</returns>
    public static int Write(string folder, FinderEvaluation evaluation, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        (JudgedPhoto Photo, BoundingBox Box)[] missed =
        [
            .. evaluation.Photos
                .SelectMany(photo => photo.Photo.Faces.Select((box, face) => (Photo: photo, Box: box, Score: photo.ScoreOf(face))))
                .Where(face => face.Score < evaluation.Threshold)
                .OrderByDescending(face => face.Box.Side)
                .Select(face => (face.Photo, face.Box))
                .Take(MaxPictures),
        ];
        (JudgedPhoto Photo, BoundingBox Box)[] wrong =
        [
            .. evaluation.Photos
                .SelectMany(photo => photo.Finds.Select(find => (Photo: photo, Find: find)))
                .Where(find => find.Find.Kind == FindKind.False && find.Find.Find.Score >= evaluation.Threshold)
                .OrderByDescending(find => find.Find.Find.Score)
                .Select(find => (find.Photo, find.Find.Find.Box))
                .Take(MaxPictures),
        ];
        WriteAll(folder, "missed", missed, evaluation.Threshold, cancellationToken);
        WriteAll(folder, "false", wrong, evaluation.Threshold, cancellationToken);
        return missed.Length + wrong.Length;
    }

    private static void WriteAll(
        string folder,
        string what,
        (JudgedPhoto Photo, BoundingBox Box)[] faces,
        float threshold,
        CancellationToken cancellationToken)
    {
        for (int i = 0; i < faces.Length; i++)
        {
            string name = Path.GetFileNameWithoutExtension(faces[i].Photo.Photo.Name);
            Canvas canvas = Draw(faces[i].Photo, faces[i].Box, threshold, cancellationToken);
            OutputFile.Write(Path.Combine(folder, FormattableString.Invariant($"{what}-{i + 1:00}-{name}.jpg")), canvas.EncodeJpeg());
        }
    }

    private static Canvas Draw(JudgedPhoto photo, BoundingBox wrong, float threshold, CancellationToken cancellationToken)
    {
        using DecodedImage image = Photo.Read(photo.Photo.ImagePath).Decode(maxShrink: 1, cancellationToken);
        Canvas canvas = Canvas.Copy(image);
        foreach (BoundingBox box in photo.Photo.Ignored)
        {
            Outline(canvas, box, Ignored);
        }

        foreach (BoundingBox box in photo.Photo.Faces)
        {
            Outline(canvas, box, True);
        }

        foreach (JudgedFind find in photo.Finds.Where(find => find.Find.Score >= threshold))
        {
            Outline(canvas, find.Find.Box, Found);
        }

        Outline(canvas, wrong, Wrong);
        return canvas;
    }

    private static void Outline(Canvas canvas, BoundingBox box, RgbColor color) =>
        canvas.DrawBox(box.X, box.Y, box.Width, box.Height, Math.Max(1, box.Side / SidesPerLine), color);
}
