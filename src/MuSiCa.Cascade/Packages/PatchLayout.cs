using System.Collections.Immutable;

namespace MuSiCa.Cascade;

/// <summary>Which patches a stage sees.</summary>
/// <param name="Size">Side S of a square patch, in pixels of the stage's pyramid level.</param>
/// <param name="Indices">The landmarks that patches are cut around, in the order of the stage's input.</param>
public sealed record PatchLayout(int Size, ImmutableArray<int> Indices)
{
    /// <summary>Number of patches P of a face.</summary>
    public int Count => Indices.Length;

    /// <summary>Bytes of all patches of one face: P x 3 x S x S.</summary>
    public int ByteCount => Indices.Length * FrameLayout.Channels * Size * Size;
}
