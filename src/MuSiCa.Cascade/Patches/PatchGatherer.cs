using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuSiCa.Cascade;

// Cuts bilinear patches around the current landmarks. All samples of a patch share one fraction of a pixel, so a patch is
// a weighted sum of its (S+1) x (S+1) block of pixels. Rows are handled in chunks of sixteen pixels.
internal sealed class PatchGatherer(FrameLayout frame, PatchLayout patch)
{
    private const int Chunk = PixelRounding.Lanes;

    private readonly int _size = patch.Size;
    private readonly int _width = (patch.Size + Chunk - 1) / Chunk * Chunk;

    /// <summary>Writes the patches of a face: P x 3 x S x S bytes.</summary>
    public void Gather(PreparedFace face, int level, Span<byte> destination)
    {
        ReadOnlySpan<byte> pixels = face.LevelWithSlack(level);
        ReadOnlySpan<float> shape = face.Progress.Shape;
        int side = frame.LevelSize(level);
        int bytes = FrameLayout.Channels * _size * _size;
        Span<float> lerped = stackalloc float[(PackageLimits.MaxPatchSize + 1) * PackageLimits.MaxPatchSize];
        for (int i = 0; i < patch.Indices.Length; i++)
        {
            int landmark = patch.Indices[i];
            var corner = new PatchCorner(
                Axis(shape[2 * landmark], level, side),
                Axis(shape[(2 * landmark) + 1], level, side));
            GatherPatch(pixels, side, corner, destination.Slice(i * bytes, bytes), lerped);
        }
    }

    private float Axis(float frameCoordinate, int level, int side) =>
        Math.Clamp(FrameLayout.ToLevel(frameCoordinate, level), -_size, side + _size) - ((_size - 1) / 2f);

    private void GatherPatch(ReadOnlySpan<byte> pixels, int side, PatchCorner corner, Span<byte> destination, Span<float> lerped)
    {
        bool inside = corner.X >= 0 && corner.X + _size < side;
        Span<byte> edge = stackalloc byte[PackageLimits.MaxPatchSize + Chunk];
        for (int channel = 0; channel < FrameLayout.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = pixels[(channel * side * side)..];
            for (int y = 0; y <= _size; y++)
            {
                ReadOnlySpan<byte> row = plane[(Math.Clamp(corner.Y + y, 0, side - 1) * side)..];
                if (inside)
                {
                    LerpRow(row[corner.X..], corner.FractionX, lerped.Slice(y * _width, _width));
                }
                else
                {
                    RepeatEdges(row[..side], corner.X, edge[..(_size + 1)]);
                    LerpRow(edge, corner.FractionX, lerped.Slice(y * _width, _width));
                }
            }

            LerpColumns(lerped, corner.FractionY, destination.Slice(channel * _size * _size, _size * _size));
        }
    }

    private static void RepeatEdges(ReadOnlySpan<byte> row, int first, Span<byte> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            target[x] = row[Math.Clamp(first + x, 0, row.Length - 1)];
        }
    }

    private static void LerpRow(ReadOnlySpan<byte> row, float fraction, Span<float> target)
    {
        for (int x = 0; x < target.Length; x += Chunk)
        {
            Vector512<float> left = Widen(MemoryMarshal.Read<Vector128<byte>>(row[x..]));
            Vector512<float> right = Widen(MemoryMarshal.Read<Vector128<byte>>(row[(x + 1)..]));
            ((left * (1 - fraction)) + (right * fraction)).CopyTo(target[x..]);
        }
    }

    private void LerpColumns(ReadOnlySpan<float> lerped, float fraction, Span<byte> destination)
    {
        Span<byte> rounded = stackalloc byte[Chunk];
        for (int y = 0; y < _size; y++)
        {
            for (int x = 0; x < _size; x += Chunk)
            {
                Vector512<float> above = Vector512.Create(lerped.Slice((y * _width) + x, Chunk));
                Vector512<float> below = Vector512.Create(lerped.Slice(((y + 1) * _width) + x, Chunk));
                PixelRounding.Round((above * (1 - fraction)) + (below * fraction)).CopyTo(rounded);
                int count = Math.Min(Chunk, _size - x);
                rounded[..count].CopyTo(destination.Slice((y * _size) + x, count));
            }
        }
    }

    private static Vector512<float> Widen(Vector128<byte> bytes)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(Vector256.Create(low, high));
        return Vector512.ConvertToSingle(Vector512.Create(first, second).AsInt32());
    }
}
