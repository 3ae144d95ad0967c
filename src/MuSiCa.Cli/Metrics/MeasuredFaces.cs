namespace MuSiCa.Cli;

/// <summary>What each stage made of each face; everything indexed [stage][face], errors as fractions.</summary>
/// <param name="Ocular">True inter-ocular NME.</param>
/// <param name="Pupil">True inter-pupil NME.</param>
/// <param name="Predicted">Predicted inter-ocular NME.</param>
/// <param name="Work">Multiply-adds of each stage.</param>
/// <param name="Gains">Predicted gain of the stages to come; <see langword="null"/> where the model predicts none.</param>
internal sealed record MeasuredFaces(
    double[][] Ocular, double[][] Pupil, double[][] Predicted, long[] Work, double[][]? Gains = null)
{
    public int Stages => Ocular.Length;

    public int Count => Ocular[0].Length;

    /// <summary>Multiply-adds up to and including a stage counted from 0.</summary>
    public long WorkUpTo(int stage) => Work.Take(stage + 1).Sum();

    /// <summary>The faces at some places.</summary>
    public MeasuredFaces Only(IReadOnlyList<int> faces) => new(
        Only(Ocular, faces), Only(Pupil, faces), Only(Predicted, faces), Work, Gains is null ? null : Only(Gains, faces));

    private static double[][] Only(double[][] values, IReadOnlyList<int> faces) =>
        [.. values.Select(stage => faces.Select(face => stage[face]).ToArray())];
}
