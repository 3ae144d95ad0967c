namespace MuSiCa.Cli;

/// <summary>A photo with its finds beside its true faces.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Finds">The finds, by falling score.</param>
internal sealed record JudgedPhoto(AnnotatedPhoto Photo, IReadOnlyList<JudgedFind> Finds)
{
    /// <summary>The score with which a true face was found; 0 where it was not.</summary>
    public float ScoreOf(int face) => Finds.FirstOrDefault(find => find.Face == face)?.Find.Score ?? 0;
}
