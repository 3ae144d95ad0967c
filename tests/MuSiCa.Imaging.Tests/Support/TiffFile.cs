using System.Buffers.Binary;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Puts TIFFs together: the directory, the values of its tags that do not fit into it, and one strip, in this order.</summary>
internal static class TiffFile
{
    public const ushort Short = 3;
    public const ushort Long = 4;

    private const int Header = 8;
    private const int Entry = 12;

    /// <summary>A TIFF that is not packed.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="depths">Bits of each sample of a pixel.</param>
    /// <param name="photometric">What the samples mean: 0 and 1 grey, 2 RGB, 3 a palette.</param>
    /// <param name="data">The samples.</param>
    /// <param name="isBigEndian">The byte order.</param>
    /// <param name="more">Further tags, or other values of those there are.</param>
    public static byte[] Create(
        int width, int height, ushort[] depths, ushort photometric, byte[] data, bool isBigEndian = false, params (ushort Tag, ushort Type, uint[] Values)[] more)
    {
        var tags = new SortedDictionary<ushort, (ushort Type, uint[] Values)>
        {
            [256] = (Long, [(uint)width]),
            [257] = (Long, [(uint)height]),
            [258] = (Short, [.. depths.Select(static depth => (uint)depth)]),
            [259] = (Short, [1]),
            [262] = (Short, [photometric]),
            [273] = (Long, [0]),
            [277] = (Short, [(uint)depths.Length]),
            [278] = (Long, [(uint)height]),
            [279] = (Long, [(uint)data.Length]),
        };
        foreach (var (tag, type, values) in more)
        {
            tags[tag] = (type, values);
        }

        var end = Header + 2 + (Entry * tags.Count) + 4;
        var valueBytes = tags.Values.Sum(static tag => Size(tag) > 4 ? Size(tag) : 0);
        tags[273] = tags[273].Values is [0] ? (Long, [(uint)(end + valueBytes)]) : tags[273];
        var file = new byte[end + valueBytes];
        (isBigEndian ? "MM\0*"u8 : "II*\0"u8).CopyTo(file);
        Write(4, 4, Header);
        Write(Header, 2, (uint)tags.Count);
        var (at, behind) = (Header + 2, end);
        foreach (var (tag, content) in tags)
        {
            Write(at, 2, tag);
            Write(at + 2, 2, content.Type);
            Write(at + 4, 4, (uint)content.Values.Length);
            var place = at + 8;
            if (Size(content) > 4)
            {
                Write(place, 4, (uint)behind);
                place = behind;
                behind += Size(content);
            }

            for (var i = 0; i < content.Values.Length; i++)
            {
                Write(place + (i * Width(content.Type)), Width(content.Type), content.Values[i]);
            }

            at += Entry;
        }

        return [.. file, .. data];

        void Write(int place, int size, uint value)
        {
            var to = file.AsSpan(place, size);
            switch (size, isBigEndian)
            {
                case (2, true):
                    BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)value);
                    break;
                case (2, false):
                    BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value);
                    break;
                case (_, true):
                    BinaryPrimitives.WriteUInt32BigEndian(to, value);
                    break;
                default:
                    BinaryPrimitives.WriteUInt32LittleEndian(to, value);
                    break;
            }
        }
    }

    private static int Width(ushort type) => type == Short ? 2 : 4;

    private static int Size((ushort Type, uint[] Values) tag) => Width(tag.Type) * tag.Values.Length;
}
