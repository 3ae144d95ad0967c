using System.Buffers.Binary;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Puts WebP containers together from the bitstreams of simple files.</summary>
internal static class WebPFile
{
    private const byte AnimationFlag = 0x02;
    private const byte ExifFlag = 0x08;
    private const byte AlphaFlag = 0x10;

    /// <summary>The same picture in an extended file with EXIF.</summary>
    public static byte[] WithExif(byte[] simple, int width, int height, byte[] exif) =>
        Riff([.. Extended(ExifFlag, width, height), .. simple[12..], .. Chunk("EXIF", exif)]);

    /// <summary>An animation whose frames are the bitstreams of simple files, each at its place.</summary>
    public static byte[] Animation(int width, int height, params (byte[] Simple, int X, int Y, int Width, int Height)[] frames) =>
        Riff([
            .. Extended(AnimationFlag | AlphaFlag, width, height),
            .. Chunk("ANIM", [255, 255, 255, 255, 0, 0]),
            .. frames.SelectMany(frame => Chunk("ANMF",
            [
                .. UInt24(frame.X / 2), .. UInt24(frame.Y / 2), .. UInt24(frame.Width - 1), .. UInt24(frame.Height - 1),
                .. UInt24(100), 0, .. frame.Simple[12..],
            ])),
        ]);

    private static byte[] Extended(int flags, int width, int height) =>
        Chunk("VP8X", [(byte)flags, 0, 0, 0, .. UInt24(width - 1), .. UInt24(height - 1)]);

    public static byte[] Riff(byte[] chunks)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, chunks.Length + 4);
        return [.. "RIFF"u8, .. size, .. "WEBP"u8, .. chunks];
    }

    public static byte[] Chunk(string name, byte[] content)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, content.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(name), .. size, .. content, .. new byte[content.Length & 1]];
    }

    private static byte[] UInt24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
