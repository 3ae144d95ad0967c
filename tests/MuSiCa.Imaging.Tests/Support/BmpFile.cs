using System.Buffers.Binary;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Puts BMPs together.</summary>
internal static class BmpFile
{
    private const int FileHeader = 14;
    private const int InfoHeader = 40;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down; below 0 with the top row first.</param>
    /// <param name="depth">Bits a pixel.</param>
    /// <param name="rows">The rows, each filled up to four bytes.</param>
    /// <param name="palette">Colours of four bytes: blue, green, red, nothing.</param>
    /// <param name="masks">Bits of red, green and blue, and how the pixels say so.</param>
    public static byte[] Create(int width, int height, ushort depth, byte[] rows, byte[]? palette = null, params uint[] masks)
    {
        var behind = (palette?.Length ?? 0) + (4 * masks.Length);
        var file = new byte[FileHeader + InfoHeader + behind];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length + rows.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), InfoHeader);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(28), depth);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(30), masks.Length > 0 ? 3 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(46), (palette?.Length ?? 0) / 4);
        for (var i = 0; i < masks.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(FileHeader + InfoHeader + (4 * i)), masks[i]);
        }

        palette?.CopyTo(file, FileHeader + InfoHeader + (4 * masks.Length));
        return [.. file, .. rows];
    }

    /// <summary>The bottom row first, 24 bits a pixel: what most writers make.</summary>
    public static byte[] Of(Picture picture)
    {
        var stride = ((3 * picture.Width) + 3) / 4 * 4;
        var rows = new byte[stride * picture.Height];
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var from = 3 * ((y * picture.Width) + x);
                var to = ((picture.Height - 1 - y) * stride) + (3 * x);
                (rows[to], rows[to + 1], rows[to + 2]) = (picture.Rgb[from + 2], picture.Rgb[from + 1], picture.Rgb[from]);
            }
        }

        return Create(picture.Width, picture.Height, 24, rows);
    }
}
