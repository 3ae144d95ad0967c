namespace MuSiCa.Imaging;

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
