using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>The first directory of a TIFF: which tags it has and their numbers, in either byte order.</summary>
internal readonly ref struct TiffDirectory
{
    private const int EntryBytes = 12;

    private readonly ReadOnlySpan<byte> _file;
    private readonly ReadOnlySpan<byte> _entries;
    private readonly bool _isBigEndian;

    /// <exception cref="ImageException">Corrupt, or Truncated when the bytes end before the directory does.</exception>
    public TiffDirectory(ReadOnlySpan<byte> file)
    {
        _file = file;
        _isBigEndian = file[0] == (byte)'M';
        if (file.Length < 8)
        {
            throw Ends(file.Length);
        }

        var at = UInt32(file[4..]);
        if (at < 8)
        {
            throw Fault.Corrupt($"The TIFF is damaged: its directory begins at byte {at}, inside its header.");
        }

        if (at > file.Length - 2)
        {
            throw Ends(file.Length);
        }

        var directory = file[(int)at..];
        var length = EntryBytes * UInt16(directory);
        if (directory.Length < 2 + length + 4)
        {
            throw Ends(file.Length);
        }

        _entries = directory.Slice(2, length);
        NextAt = (int)at + 2 + length;
        HasNext = UInt32(file[NextAt..]) != 0;
    }

    /// <summary>Where it says which directory comes next.</summary>
    public int NextAt { get; }

    /// <summary>Whether there are more pages.</summary>
    public bool HasNext { get; }

    /// <summary>Bytes that the values of all tags take. They may not lie over each other, or a small file would be much to read.</summary>
    public long ValueBytes
    {
        get
        {
            var bytes = 0L;
            for (var entry = _entries; entry.Length > 0; entry = entry[EntryBytes..])
            {
                bytes += (long)UInt32(entry[4..]) * SizeOf(UInt16(entry[2..]));
            }

            return bytes;
        }
    }

    /// <summary>Reads a tag that is one number.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="without">The number where there is none.</param>
    /// <exception cref="ImageException">Corrupt: the tag is there twice, or is none.</exception>
    public uint Number(ushort tag, uint without) => Numbers(tag) is { Count: > 0 } numbers ? numbers[0] : without;

    /// <summary>Finds a tag that is several numbers.</summary>
    /// <exception cref="ImageException">Corrupt: the tag is there twice, or its numbers are none; Truncated: they are not there.</exception>
    public TiffNumbers Numbers(ushort tag)
    {
        var found = default(TiffNumbers);
        for (var entry = _entries; entry.Length > 0; entry = entry[EntryBytes..])
        {
            if (UInt16(entry) == tag)
            {
                found = found.Count == 0 ? Read(tag, entry) : throw Fault.Corrupt($"The TIFF is damaged: it has tag {tag} twice.");
            }
        }

        return found;
    }

    private TiffNumbers Read(ushort tag, ReadOnlySpan<byte> entry)
    {
        var size = UInt16(entry[2..]) switch
        {
            1 => 1,
            3 => 2,
            4 => 4,
            var type => throw Fault.Corrupt($"The TIFF is damaged: tag {tag} is of type {type} where numbers belong."),
        };
        var count = UInt32(entry[4..]);
        var bytes = (long)count * size;
        if (bytes <= 4)
        {
            return new TiffNumbers(entry.Slice(8, (int)bytes), size, _isBigEndian);
        }

        var at = UInt32(entry[8..]);
        return at + bytes <= _file.Length ? new TiffNumbers(_file.Slice((int)at, (int)bytes), size, _isBigEndian) : throw Ends(_file.Length);
    }

    // Of types that are unknown the decoder reads nothing.
    private static int SizeOf(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    private ushort UInt16(ReadOnlySpan<byte> bytes) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint UInt32(ReadOnlySpan<byte> bytes) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ImageException Ends(int length) => Fault.Truncated($"The TIFF ends after {length} bytes, before its size is given.");
}

/// <summary>The numbers of a tag of a TIFF.</summary>
internal readonly ref struct TiffNumbers(ReadOnlySpan<byte> bytes, int size, bool isBigEndian)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Count => size == 0 ? 0 : _bytes.Length / size;

    public uint this[int index]
    {
        get
        {
            var number = _bytes.Slice(index * size, size);
            return size switch
            {
                1 => number[0],
                2 => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(number) : BinaryPrimitives.ReadUInt16LittleEndian(number),
                _ => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(number) : BinaryPrimitives.ReadUInt32LittleEndian(number),
            };
        }
    }
}
