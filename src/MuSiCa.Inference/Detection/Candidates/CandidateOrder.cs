namespace MuSiCa.Inference;

// Best first: by score, then by area. What remains only makes the order the same however the candidates came.
internal sealed class CandidateOrder : IComparer<FaceCandidate>
{
    public static CandidateOrder BestFirst { get; } = new();

    public static IComparer<FaceCandidate> WorstFirst { get; } = Comparer<FaceCandidate>.Create(static (x, y) => BestFirst.Compare(y, x));

    public int Compare(FaceCandidate x, FaceCandidate y)
    {
        int order = y.Score.CompareTo(x.Score);
        order = order != 0 ? order : BoxOverlap.Area(y.Box).CompareTo(BoxOverlap.Area(x.Box));
        order = order != 0 ? order : x.Box.Y.CompareTo(y.Box.Y);
        order = order != 0 ? order : x.Box.X.CompareTo(y.Box.X);
        order = order != 0 ? order : x.Box.Width.CompareTo(y.Box.Width);
        return order != 0 ? order : x.Ratio.CompareTo(y.Ratio);
    }
}
