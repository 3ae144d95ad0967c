namespace MuSiCa.Imaging;

/// <summary>How an image will be loaded: the shrink while loading and the stored size that comes of it.</summary>
/// <param name="Width">Decoded pixels across, as stored.</param>
/// <param name="Height">Decoded pixels down, as stored.</param>
/// <param name="JpegShrink">1, 2, 4 or 8.</param>
/// <param name="WebPScale">The factor for libwebp's scaler, 1 or less.</param>
internal readonly record struct LoadPlan(int Width, int Height, int JpegShrink, double WebPScale)
{
    /// <summary>The decoded rows that are kept.</summary>
    public RowRange Rows { get; private init; } = new(0, Height);

    /// <param name="header">The image.</param>
    /// <param name="maxShrink">How many stored pixels, at most, may become one along each axis; 1 or more.</param>
    /// <param name="region">The part of the upright image that is wanted; all of it without one.</param>
    public static LoadPlan Create(ImageHeader header, double maxShrink, ImageRegion? region)
    {
        var plan = Create(header, maxShrink);
        return region is { } part ? plan with { Rows = RowRange.Of(header, part, plan.Mapping(header.StoredHeight, plan.Height), plan.Height) } : plan;
    }

    private static LoadPlan Create(ImageHeader header, double maxShrink) => header.Info.Format switch
    {
        ImageFormat.Jpeg => ForJpeg(header, maxShrink),

        // Frames that cover a part of the canvas are placed on whole pixels after scaling, which would move them.
        ImageFormat.WebP when header.Info.Frames == 1 => ForWebP(header, maxShrink),
        _ => Full(header),
    };

    /// <summary>From decoded columns, as stored, to stored columns.</summary>
    public AxisMapping MappingX(ImageHeader header) => Mapping(header.StoredWidth, Width);

    /// <summary>From kept rows, as stored, to stored rows.</summary>
    public AxisMapping MappingY(ImageHeader header)
    {
        var mapping = Mapping(header.StoredHeight, Height);
        return mapping with { Offset = mapping.Offset + (Rows.First * mapping.Scale) };
    }

    /// <summary>JPEG's blocks have a whole size and leave a rest; libwebp's scaler spreads all pixels over the result.</summary>
    private AxisMapping Mapping(int stored, int decoded) =>
        AxisMapping.Covering(JpegShrink > 1 ? JpegShrink : (double)stored / decoded);

    private static LoadPlan Full(ImageHeader header) => new(header.StoredWidth, header.StoredHeight, 1, 1);

    private static LoadPlan ForJpeg(ImageHeader header, double maxShrink)
    {
        // The decoder drops what is left of the last block, so an axis shorter than a block would vanish.
        var ceiling = Math.Min(maxShrink, Math.Min(header.StoredWidth, header.StoredHeight));
        var shrink = ceiling >= 8 ? 8 : ceiling >= 4 ? 4 : ceiling >= 2 ? 2 : 1;
        return new LoadPlan(header.StoredWidth / shrink, header.StoredHeight / shrink, shrink, 1);
    }

    private static LoadPlan ForWebP(ImageHeader header, double maxShrink)
    {
        // Rounded up, so that no axis shrinks by more than asked for; libvips rounds the product to the nearest pixel.
        var scale = Math.Max(LeastScale(header.StoredWidth), LeastScale(header.StoredHeight));
        return scale >= 1
            ? Full(header)
            : new LoadPlan(Round(header.StoredWidth * scale), Round(header.StoredHeight * scale), 1, scale);

        double LeastScale(int size) => Math.Ceiling(size / maxShrink) / size;

        static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
    }
}
