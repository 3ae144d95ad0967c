namespace MuSiCa.Imaging;

/// <summary>
/// Reads what the first directory of a TIFF says of its pixels and where they lie. TIFF can be nearly anything; read is what photos are:
/// grey or RGB of 8 or 16 bits and palettes, as they are or packed without loss. Further pages are not looked at.
/// </summary>
internal static class TiffHeader
{
    private const int MostTileSide = 8192;

    public static ReadOnlySpan<byte> LittleEndian => "II*\0"u8;

    public static ReadOnlySpan<byte> BigEndian => "MM\0*"u8;

    /// <exception cref="ImageException">Unsupported, Corrupt, or Truncated when the bytes end before the size is known.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var directory = new TiffDirectory(encoded);
        var (width, height) = (directory.Number(Tag.Width, 0), directory.Number(Tag.Height, 0));
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw Fault.Corrupt($"The TIFF is damaged: its size is {width} x {height}.");
        }

        if (directory.ValueBytes > encoded.Length)
        {
            throw Fault.Corrupt($"The TIFF is damaged: its tags have {directory.ValueBytes} bytes, and the file has {encoded.Length}.");
        }

        CheckCompression(directory.Number(Tag.Compression, 1));
        var (colour, isWide) = ReadSamples(directory);
        var pieces = TiffPieces.Of(directory, (int)width, (int)height, (isWide ? 2 : 1) * (colour == SampleColour.Inks ? 4 : (int)colour));
        var orientation = directory.Number(Tag.Orientation, 1);
        return ImageHeader.Create(
            ImageFormat.Tiff,
            (int)width,
            (int)height,
            orientation is >= 1 and <= 8 ? (int)orientation : Orientations.Upright,
            1,
            pieces.AreThere(directory, encoded.Length) ? ImageEnding.Present : ImageEnding.Missing) with
        {
            FurtherPagesAt = directory.HasNext ? directory.NextAt : 0,
            Coding = new PixelCoding(CodingKind.Tiff, colour, isWide) { LoaderBytes = pieces.LoaderBytes },
        };
    }

    private static void CheckCompression(uint compression)
    {
        if (compression is not (1 or 5 or 8 or 32773 or 32946))
        {
            var name = compression switch
            {
                2 or 3 or 4 => "as a fax",
                6 or 7 => "as a JPEG",
                _ => FormattableString.Invariant($"by method {compression}"),
            };
            throw Fault.Unsupported($"The TIFF is compressed {name}; read are LZW, Deflate, PackBits and none. Save it with one of these, or as a PNG.");
        }
    }

    private static (SampleColour Colour, bool IsWide) ReadSamples(TiffDirectory directory)
    {
        var samples = directory.Number(Tag.SamplesPerPixel, 1);
        var depths = directory.Numbers(Tag.BitsPerSample);
        var depth = depths.Count == 0 ? 1 : depths[0];
        for (var i = 1; i < depths.Count; i++)
        {
            if (depths[i] != depth)
            {
                throw Fault.Unsupported($"The TIFF has samples of {depth} and of {depths[i]} bits; that is not read.");
            }
        }

        if (directory.Number(Tag.SampleFormat, 1) != 1 || depth is not (1 or 8 or 16))
        {
            throw Fault.Unsupported($"The TIFF has {depth} bits a sample of format {directory.Number(Tag.SampleFormat, 1)}; read are whole numbers of 8 or 16 bits. Save it with 8.");
        }

        var photometric = directory.Number(Tag.Photometric, 1);
        var hasAlpha = directory.Numbers(Tag.ExtraSamples) is { Count: 1 } extra && extra[0] is 1 or 2;
        var colour = (photometric, samples - (hasAlpha ? 1 : 0)) switch
        {
            (0 or 1, 1) when depth > 1 || !hasAlpha => hasAlpha ? SampleColour.GreyAlpha : SampleColour.Grey,
            (2, 3) when depth > 1 => hasAlpha ? SampleColour.RgbAlpha : SampleColour.Rgb,
            (3, 1) when depth == 8 && !hasAlpha => SampleColour.Rgb,
            _ => throw Fault.Unsupported($"The TIFF has {samples} samples of {depth} bits a pixel and colours of kind {photometric}; read are grey, RGB and palettes, with alpha or without. Save it as RGB."),
        };
        return directory.Number(Tag.PlanarConfiguration, 1) == 1 || samples == 1
            ? (colour, depth == 16)
            : throw Fault.Unsupported($"The TIFF has each colour in a plane of its own; that is not read. Save it with interleaved samples.");
    }

    /// <summary>The tags that are read.</summary>
    internal static class Tag
    {
        public const ushort Width = 256;
        public const ushort Height = 257;
        public const ushort BitsPerSample = 258;
        public const ushort Compression = 259;
        public const ushort Photometric = 262;
        public const ushort StripOffsets = 273;
        public const ushort Orientation = 274;
        public const ushort SamplesPerPixel = 277;
        public const ushort RowsPerStrip = 278;
        public const ushort StripByteCounts = 279;
        public const ushort PlanarConfiguration = 284;
        public const ushort TileWidth = 322;
        public const ushort TileHeight = 323;
        public const ushort TileOffsets = 324;
        public const ushort TileByteCounts = 325;
        public const ushort ExtraSamples = 338;
        public const ushort SampleFormat = 339;
    }

    /// <summary>The strips or tiles that the pixels lie in.</summary>
    /// <param name="IsTiled">Whether they are tiles.</param>
    /// <param name="Count">How many.</param>
    /// <param name="LoaderBytes">What the loader keeps of them, unpacked: two rows of tiles, or a strip and what is read of it.</param>
    private readonly record struct TiffPieces(bool IsTiled, long Count, long LoaderBytes)
    {
        /// <exception cref="ImageException">Corrupt or Unsupported.</exception>
        public static TiffPieces Of(TiffDirectory directory, int width, int height, int pixelBytes)
        {
            if (directory.Numbers(Tag.TileWidth).Count == 0)
            {
                var rows = Math.Min((uint)height, directory.Number(Tag.RowsPerStrip, uint.MaxValue));
                return rows == 0
                    ? throw Fault.Corrupt($"The TIFF is damaged: its strips have no rows.")
                    : new TiffPieces(false, Pieces(height, rows), 2L * rows * width * pixelBytes);
            }

            var (tileWidth, tileHeight) = (directory.Number(Tag.TileWidth, 0), directory.Number(Tag.TileHeight, 0));
            return tileWidth is 0 or > MostTileSide || tileHeight is 0 or > MostTileSide
                ? throw Fault.Unsupported($"The TIFF has tiles of {tileWidth} x {tileHeight} pixels; read are tiles of 1 to {MostTileSide}.")
                : new TiffPieces(
                    true,
                    Pieces(width, tileWidth) * Pieces(height, tileHeight),
                    3L * Pieces(width, tileWidth) * tileWidth * tileHeight * pixelBytes);
        }

        /// <summary>Whether the file has the bytes of every one.</summary>
        /// <exception cref="ImageException">Corrupt: they lie over each other, so that a small file would be much to unpack.</exception>
        public bool AreThere(TiffDirectory directory, int length)
        {
            var offsets = directory.Numbers(IsTiled ? Tag.TileOffsets : Tag.StripOffsets);
            var counts = directory.Numbers(IsTiled ? Tag.TileByteCounts : Tag.StripByteCounts);
            if (offsets.Count != Count || counts.Count != Count)
            {
                throw Fault.Corrupt($"The TIFF is damaged: it says where {offsets.Count} pieces lie and how long {counts.Count} are, and its size makes {Count}.");
            }

            var (bytes, areThere) = (0L, true);
            for (var i = 0; i < offsets.Count; i++)
            {
                bytes += counts[i];
                areThere &= (long)offsets[i] + counts[i] <= length;
            }

            return !areThere || bytes <= length
                ? areThere
                : throw Fault.Corrupt($"The TIFF is damaged: its pieces have {bytes} bytes, and the file has {length}.");
        }

        private static long Pieces(int size, uint piece) => (size + (long)piece - 1) / piece;
    }
}
