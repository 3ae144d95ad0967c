using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MuSiCa.Inference;

/// <summary>
/// Cuts a patch that is turned and scaled with its face: every sample has a place of its own, which is found for sixteen columns at a
/// time and then read from each colour plane.
/// </summary>
internal static class AlignedPatch
{
    private const int Strip = PixelRounding.Lanes;
    private const int Half = Strip / 2;

    private static readonly Vector512<float> Columns =
        Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    /// <summary>Cuts out a patch.</summary>
    /// <param name="level">A pyramid level, red, green and blue plane, with at least four bytes behind it.</param>
    /// <param name="side">Side of the level.</param>
    /// <param name="x">Centre of the patch in pixels of the level.</param>
    /// <param name="y">Centre of the patch in pixels of the level.</param>
    /// <param name="step">What one column of the patch is in pixels of the level, as a similarity.</param>
    /// <param name="size">Side of the patch in samples.</param>
    /// <param name="patch">Takes 3 x size x size bytes.</param>
    public static void Gather(ReadOnlySpan<byte> level, int side, float x, float y, Similarity step, int size, Span<byte> patch)
    {
        float middle = (size - 1) / 2f;
        for (int row = 0; row < size; row++)
        {
            float down = row - middle;
            for (int first = 0; first < size; first += Strip)
            {
                Vector512<float> along = Columns + Vector512.Create(first - middle);
                var samples = new Samples(
                    Vector512.Create(x - (step.B * down)) + (along * step.A),
                    Vector512.Create(y + (step.A * down)) + (along * step.B),
                    side);
                int offset = (row * size) + first;
                for (int channel = 0; channel < FrameLayout.Channels; channel++)
                {
                    Vector128<byte> pixels = samples.Read(level[(channel * side * side)..]);
                    Store(pixels, patch.Slice((channel * size * size) + offset, (size * size) - offset), Math.Min(Strip, size - first));
                }
            }
        }
    }

    // What is written past the end of a row is overwritten by the next one; past the end of its plane nothing is.
    private static void Store(Vector128<byte> pixels, Span<byte> restOfPlane, int count)
    {
        if (restOfPlane.Length >= Strip)
        {
            MemoryMarshal.Write(restOfPlane, pixels);
            return;
        }

        Span<byte> copy = stackalloc byte[Strip];
        pixels.CopyTo(copy);
        copy[..count].CopyTo(restOfPlane);
    }

    // Where sixteen samples lie: the pixel left of and above each, as an offset into a plane, and how far behind it the sample is.
    private readonly struct Samples
    {
        private readonly Vector512<int> _offsets;
        private readonly Vector512<float> _right;
        private readonly Vector512<float> _down;
        private readonly int _side;

        public Samples(Vector512<float> x, Vector512<float> y, int side)
        {
            // The last pixel of a row is the right neighbour of the one before it, so that no read leaves its plane.
            Vector512<float> last = Vector512.Create((float)Math.Max(side - 2, 0));
            Vector512<float> most = Vector512.Create((float)(side - 1));
            x = Vector512.Min(Vector512.Max(x, Vector512<float>.Zero), most);
            y = Vector512.Min(Vector512.Max(y, Vector512<float>.Zero), most);
            Vector512<float> left = Vector512.Min(Vector512.Floor(x), last);
            Vector512<float> top = Vector512.Min(Vector512.Floor(y), last);
            (_right, _down, _side) = (x - left, y - top, side);
            _offsets = (Vector512.ConvertToInt32Native(top) * side) + Vector512.ConvertToInt32Native(left);
        }

        public Vector128<byte> Read(ReadOnlySpan<byte> plane)
        {
            ref byte above = ref MemoryMarshal.GetReference(plane);
            ref byte below = ref Unsafe.Add(ref above, _side);
            Vector512<float> upper = Between(ref above);
            Vector512<float> lower = Between(ref below);
            return PixelRounding.Round(upper + ((lower - upper) * _down));
        }

        private Vector512<float> Between(ref byte pixels)
        {
            // A read of four bytes brings a pixel and its right neighbour.
            Vector512<int> both = Vector512.Create(Load(ref pixels, _offsets.GetLower()), Load(ref pixels, _offsets.GetUpper()));
            Vector512<float> left = Vector512.ConvertToSingle(both & Vector512.Create((int)byte.MaxValue));
            Vector512<float> right = Vector512.ConvertToSingle((both >> 8) & Vector512.Create((int)byte.MaxValue));
            return left + ((right - left) * _right);
        }

        private static unsafe Vector256<int> Load(ref byte pixels, Vector256<int> offsets)
        {
            if (Avx2.IsSupported)
            {
                fixed (byte* start = &pixels)
                {
                    return Avx2.GatherVector256((int*)start, offsets, 1);
                }
            }

            Span<int> values = stackalloc int[Half];
            for (int i = 0; i < Half; i++)
            {
                values[i] = Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref pixels, offsets[i]));
            }

            return Vector256.Create<int>(values);
        }
    }
}
