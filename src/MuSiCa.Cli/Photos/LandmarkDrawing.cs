using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class LandmarkDrawing
{
    // Strokes grow with the face, so that they can be seen in a photo of any size.
    private const double DotsPerSide = 110;
    private const double LinesPerSide = 260;

    private static readonly RgbColor Line = new(64, 156, 255);
    private static readonly RgbColor Accepted = new(255, 221, 51);
    private static readonly RgbColor Uncertain = new(255, 82, 82);

    public static Canvas Draw(AlignedPhoto aligned, CancellationToken cancellationToken)
    {
        using DecodedImage image = aligned.Photo.Decode(maxShrink: 1, cancellationToken);
        Canvas canvas = Canvas.Copy(image);
        foreach (FaceAnswer face in aligned.Answer.Faces)
        {
            DrawFace(canvas, aligned.Package, face);
        }

        return canvas;
    }

    private static void DrawFace(Canvas canvas, ModelPackage package, FaceAnswer face)
    {
        double side = Math.Max(face.Box.Width, face.Box.Height);
        double thickness = Math.Max(1, side / LinesPerSide);
        RgbColor color = face.Status == AlignmentStatus.Accepted ? Accepted : Uncertain;
        canvas.DrawBox(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height, thickness, color);
        foreach (LandmarkGroup group in package.Landmarks.Groups)
        {
            (double X, double Y)[] points = [.. group.Indices.Select(index => (face.Landmarks[index].X, face.Landmarks[index].Y))];
            canvas.DrawPolyline(points, thickness, Line, GroupOutline.IsClosed(group, package.MeanShape));
        }

        foreach (LandmarkAnswer point in face.Landmarks)
        {
            canvas.DrawDot(point.X, point.Y, Math.Max(1.2, side / DotsPerSide), color);
        }
    }
}
