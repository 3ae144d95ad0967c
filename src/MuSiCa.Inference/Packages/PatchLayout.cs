using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>How patches are cut out, and the landmarks they are cut around where a stage names none of its own.</summary>
/// <param name="Size">Side S of a square patch, in pixels of the stage's pyramid level.</param>
/// <param name="Indices">The landmarks that patches are cut around, in the order of the stage's input.</param>
/// <param name="IsAligned">
/// Whether patches are turned and scaled with the face (docs/pipeline.md, "Patches"); upright otherwise.
/// </param>
public sealed record PatchLayout(int Size, ImmutableArray<int> Indices, bool IsAligned = false)
{
    /// <summary>Bytes of one patch: 3 x S x S.</summary>
    public int PatchBytes => FrameLayout.Channels * Size * Size;
}
