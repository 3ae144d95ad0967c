namespace MuSiCa.Inference;

/// <summary>A face that was found.</summary>
/// <param name="Box">Its box, to a hundredth of a pixel.</param>
/// <param name="Score">Probability that it is a face, 0 to 1.</param>
public sealed record FoundFaceAnswer(BoxAnswer Box, double Score)
{
    /// <summary>Digits of a score in answers.</summary>
    public const int ScoreDigits = 4;

    /// <summary>Puts a find into the words of an answer.</summary>
    public static FoundFaceAnswer From(FoundFace face) =>
        new(new BoxAnswer(face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height), Math.Round(face.Score, ScoreDigits));
}
