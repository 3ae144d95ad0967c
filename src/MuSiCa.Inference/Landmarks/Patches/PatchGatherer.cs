using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuSiCa.Inference;

// Cuts bilinear patches around the current landmarks. All samples of an upright patch share one fraction of a pixel, so it is
// a weighted sum of its (S+1) x (S+1) block of pixels. It is done in strips of sixteen columns, downwards: each row
// between pixels is computed once and meets the one below it while it is still in a register. AlignedPatch does those that turn
// with the face.
internal sealed class PatchGatherer(FrameLayout frame, PatchLayout patch)
{
    private const int Strip = PixelRounding.Lanes;

    private readonly int _size = patch.Size;
    private readonly int _planeBytes = patch.Size * patch.Size;

    /// <summary>Writes the patches of a face: P x 3 x S x S bytes.</summary>
    /// <param name="face">The face.</param>
    /// <param name="level">The pyramid level of the stage.</param>
    /// <param name="landmarks">The landmarks that patches are cut around.</param>
    /// <param name="similarity">How the face is turned and scaled; the identity for upright patches.</param>
    /// <param name="destination">Takes the patches, in the order of the landmarks.</param>
    public void Gather(
        PreparedFace face, int level, ReadOnlySpan<int> landmarks, Similarity similarity, Span<byte> destination)
    {
        if (similarity == Similarity.Identity)
        {
            GatherUpright(face, level, landmarks, destination);
        }
        else
        {
            GatherAligned(face, level, landmarks, similarity, destination);
        }
    }

    private void GatherAligned(
        PreparedFace face, int stageLevel, ReadOnlySpan<int> landmarks, Similarity similarity, Span<byte> destination)
    {
        int level = similarity.LevelFor(stageLevel, frame.Levels);
        ReadOnlySpan<byte> pixels = face.LevelWithSlack(level);
        ReadOnlySpan<float> shape = face.Progress.Shape;
        int side = frame.LevelSize(level);
        float between = MathF.ScaleB(1, stageLevel - level);
        var step = new Similarity(between * similarity.A, between * similarity.B);
        for (int i = 0; i < landmarks.Length; i++)
        {
            float x = Centre(shape[2 * landmarks[i]], level, side);
            float y = Centre(shape[(2 * landmarks[i]) + 1], level, side);
            AlignedPatch.Gather(pixels, side, x, y, step, _size, destination.Slice(i * patch.PatchBytes, patch.PatchBytes));
        }
    }

    private void GatherUpright(PreparedFace face, int level, ReadOnlySpan<int> landmarks, Span<byte> destination)
    {
        ReadOnlySpan<byte> pixels = face.LevelWithSlack(level);
        ReadOnlySpan<float> shape = face.Progress.Shape;
        int side = frame.LevelSize(level);
        Span<byte> block = stackalloc byte[(PackageLimits.MaxPatchSize + 1) * BlockStride];
        for (int i = 0; i < landmarks.Length; i++)
        {
            int landmark = landmarks[i];
            var corner = new PatchCorner(
                Centre(shape[2 * landmark], level, side) - ((_size - 1) / 2f),
                Centre(shape[(2 * landmark) + 1], level, side) - ((_size - 1) / 2f));
            GatherPatch(pixels, side, corner, destination[(i * patch.PatchBytes)..], block);
        }
    }

    private static int BlockStride => PackageLimits.MaxPatchSize + Strip;

    private float Centre(float frameCoordinate, int level, int side) =>
        Math.Clamp(FrameLayout.ToLevel(frameCoordinate, level), -_size, side + _size);

    private void GatherPatch(ReadOnlySpan<byte> pixels, int side, PatchCorner corner, Span<byte> destination, Span<byte> block)
    {
        bool inside = corner.X >= 0 && corner.Y >= 0 && corner.X + _size < side && corner.Y + _size < side;
        for (int channel = 0; channel < FrameLayout.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = pixels[(channel * side * side)..];
            Span<byte> target = destination[(channel * _planeBytes)..];
            if (inside)
            {
                Interpolate(plane[((corner.Y * side) + corner.X)..], side, corner, target);
            }
            else
            {
                RepeatEdges(plane, side, corner, block);
                Interpolate(block, BlockStride, corner, target);
            }
        }
    }

    private void RepeatEdges(ReadOnlySpan<byte> plane, int side, PatchCorner corner, Span<byte> block)
    {
        for (int y = 0; y <= _size; y++)
        {
            ReadOnlySpan<byte> row = plane.Slice(Math.Clamp(corner.Y + y, 0, side - 1) * side, side);
            Span<byte> target = block.Slice(y * BlockStride, _size + 1);
            for (int x = 0; x < target.Length; x++)
            {
                target[x] = row[Math.Clamp(corner.X + x, 0, side - 1)];
            }
        }
    }

    // Reads up to sixteen bytes past the block, which the pyramid and the copy have room for.
    private void Interpolate(ReadOnlySpan<byte> block, int stride, PatchCorner corner, Span<byte> target)
    {
        Vector512<float> right = Vector512.Create(corner.FractionX);
        Vector512<float> left = Vector512.Create(1 - corner.FractionX);
        Vector512<float> lower = Vector512.Create(corner.FractionY);
        Vector512<float> upper = Vector512.Create(1 - corner.FractionY);
        for (int x = 0; x < _size; x += Strip)
        {
            Vector512<float> above = Between(block[x..], left, right);
            for (int y = 0; y < _size; y++)
            {
                Vector512<float> below = Between(block[(((y + 1) * stride) + x)..], left, right);
                Vector128<byte> pixels = PixelRounding.Round((above * upper) + (below * lower));
                Span<byte> rest = target[((y * _size) + x)..];
                if (rest.Length >= Strip && (x == 0 || x + Strip <= _size))
                {
                    // What the only strip of a narrow patch writes past the end of its row is overwritten by what comes next.
                    MemoryMarshal.Write(rest, pixels);
                }
                else
                {
                    StorePart(pixels, rest[..Math.Min(rest.Length, _size - x)]);
                }

                above = below;
            }
        }
    }

    private static Vector512<float> Between(ReadOnlySpan<byte> row, Vector512<float> left, Vector512<float> right) =>
        (PixelRounding.Widen(MemoryMarshal.Read<Vector128<byte>>(row)) * left)
            + (PixelRounding.Widen(MemoryMarshal.Read<Vector128<byte>>(row[1..])) * right);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StorePart(Vector128<byte> pixels, Span<byte> target)
    {
        Span<byte> copy = stackalloc byte[Strip];
        pixels.CopyTo(copy);
        copy[..target.Length].CopyTo(target);
    }
}

// The pixel left of and above the first sample of a patch, and how far behind it the sample lies.
internal readonly struct PatchCorner
{
    public PatchCorner(float x, float y)
    {
        float left = MathF.Floor(x);
        float top = MathF.Floor(y);
        (X, Y) = ((int)left, (int)top);
        (FractionX, FractionY) = (x - left, y - top);
    }

    public int X { get; }

    public int Y { get; }

    public float FractionX { get; }

    public float FractionY { get; }
}
