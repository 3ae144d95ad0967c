using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A run of a fake stage.</summary>
/// <param name="Session">Name of the session whose stage ran: that of its lane, or <see cref="SchedulerFixture.Alone"/>.</param>
/// <param name="Stage">The stage, counted from 0.</param>
/// <param name="Faces">The brightness of each face.</param>
internal sealed record StageCall(string Session, int Stage, int[] Faces)
{
    /// <summary>Brightness of a row that no face is in: of a batch for warming, or of a probe.</summary>
    public const int Nobody = -1;

    /// <summary>Whether it has no face.</summary>
    public bool IsNobodys => Faces.All(static face => face == Nobody);
}

/// <summary>A row of a batch that has run.</summary>
internal readonly ref struct StageRow(StageBatch batch, int stage, int row, int face)
{
    /// <summary>The stage, counted from 0.</summary>
    public int Stage => stage;

    /// <summary>The brightness of the face.</summary>
    public int Face => face;

    public Span<float> Displacement => batch.Displacement.Slice(row * 2 * batch.Shape.Landmarks, 2 * batch.Shape.Landmarks);

    public Span<float> Hidden => batch.HiddenOut.Slice(row * batch.Shape.Hidden, batch.Shape.Hidden);

    public ref float PredictedError => ref batch.PredictedError[row];
}
