using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>Steps through the marker segments of a JPEG, and over the entropy-coded data between them.</summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> encoded)
{
    private readonly ReadOnlySpan<byte> _encoded = encoded;
    private int _position = JpegHeader.Signature.Length - 1;

    /// <summary>The current marker's code, the byte after 0xFF.</summary>
    public byte Marker { get; private set; }

    /// <summary>What the current segment holds after its length; empty for a marker that stands alone.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Where the walk is, in bytes from the start.</summary>
    public readonly int Position => _position;

    /// <summary>Whether bytes stood where a marker belongs; decoders skip them with a warning.</summary>
    public bool SkippedBytes { get; private set; }

    /// <summary>Whether the bytes end in entropy-coded data.</summary>
    public bool EndedInScan { get; private set; }

    /// <summary>Goes to the next marker and its segment.</summary>
    /// <returns>False if the bytes end before the segment does.</returns>
    public bool MoveNext()
    {
        while (true)
        {
            var found = _encoded[_position..].IndexOf((byte)0xFF);
            if (found < 0)
            {
                return End();
            }

            SkippedBytes |= found > 0;
            _position += found;
            var fill = _encoded[_position..].IndexOfAnyExcept((byte)0xFF);
            if (fill < 0)
            {
                return End();
            }

            _position += fill + 1;
            Marker = _encoded[_position - 1];
            if (Marker != 0)
            {
                return ReadContent();
            }

            SkippedBytes = true;
        }
    }

    /// <summary>Skips the entropy-coded data after a start of scan: up to a marker that is neither stuffing nor a restart.</summary>
    public void SkipScan()
    {
        while (true)
        {
            var found = _encoded[_position..].IndexOf((byte)0xFF);
            if (found < 0 || _position + found + 1 >= _encoded.Length)
            {
                _position = _encoded.Length;
                EndedInScan = true;
                return;
            }

            _position += found;
            var next = _encoded[_position + 1];
            if (next != 0 && next != 0xFF && !JpegMarker.IsRestart(next))
            {
                return;
            }

            _position += next == 0xFF ? 1 : 2;
        }
    }

    private bool ReadContent()
    {
        Content = default;
        if (JpegMarker.HasNoSegment(Marker) || Marker is JpegMarker.StartOfImage or JpegMarker.EndOfImage)
        {
            return true;
        }

        var rest = _encoded[_position..];
        if (rest.Length < 2)
        {
            return End();
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < 2)
        {
            throw Fault.Corrupt($"The JPEG is damaged: at byte {_position} stands a segment of length {length}; 2 is the least.");
        }

        if (length > rest.Length)
        {
            return End();
        }

        Content = rest[2..length];
        _position += length;
        return true;
    }

    private bool End()
    {
        _position = _encoded.Length;
        return false;
    }
}

/// <summary>The marker codes of JPEG that matter to a reader of headers (ITU-T T.81, table B.1).</summary>
internal static class JpegMarker
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App2 = 0xE2;
    public const byte App14 = 0xEE;

    /// <summary>SOF0, SOF1 and SOF2: baseline, extended sequential and progressive, with Huffman coding.</summary>
    public static bool IsDecodableFrame(byte marker) => marker is 0xC0 or 0xC1 or 0xC2;

    /// <summary>Any SOF: 0xC0 to 0xCF without DHT, JPG and DAC.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>What the frames are called that are not decodable.</summary>
    public static string KindOf(byte frame) => frame switch
    {
        0xC3 => "lossless",
        0xC9 or 0xCA => "arithmetic coding",
        0xCB => "lossless with arithmetic coding",
        < 0xC9 => "hierarchical",
        _ => "hierarchical with arithmetic coding",
    };

    public static bool IsProgressive(byte marker) => marker == 0xC2;

    public static bool IsRestart(byte marker) => marker is >= 0xD0 and <= 0xD7;

    /// <summary>Markers that stand alone: TEM and the restarts.</summary>
    public static bool HasNoSegment(byte marker) => marker == 0x01 || IsRestart(marker);
}
