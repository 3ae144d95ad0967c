using System.Collections.Immutable;
using System.Numerics;

namespace MuSiCa.Serving;

/// <summary>The sizes at which batches run on devices that dislike new shapes: powers of two, and the limit itself.</summary>
internal sealed class Buckets
{
    public Buckets(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        Limit = limit;
        ImmutableArray<int>.Builder sizes = ImmutableArray.CreateBuilder<int>();
        for (int size = 1; size < limit; size *= 2)
        {
            sizes.Add(size);
        }

        sizes.Add(limit);
        Sizes = sizes.ToImmutable();
    }

    /// <summary>The largest batch.</summary>
    public int Limit { get; }

    /// <summary>All sizes, ascending.</summary>
    public ImmutableArray<int> Sizes { get; }

    /// <summary>Which of <see cref="Sizes"/> is the smallest that holds a number of faces, from 1 to the limit.</summary>
    public int IndexFor(int faces) =>
        Math.Min(BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)faces)), Sizes.Length - 1);
}
