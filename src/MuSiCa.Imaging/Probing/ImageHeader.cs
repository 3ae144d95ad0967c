namespace MuSiCa.Imaging;

/// <summary>What the bytes say about an image without any pixel being decoded.</summary>
/// <param name="Info">The public part; sizes are upright.</param>
/// <param name="StoredWidth">Pixels across as stored, before orientation.</param>
/// <param name="StoredHeight">Pixels down as stored, before orientation.</param>
/// <param name="Ending">What was seen of the end of the image.</param>
internal readonly record struct ImageHeader(ImageInfo Info, int StoredWidth, int StoredHeight, ImageEnding Ending)
{
    /// <summary>Where the end belongs that is missing; of interest with <see cref="ImageEnding.OnlyEndMissing"/>.</summary>
    public int EndsAt { get; init; }

    /// <summary>How the pixels are coded, which decides what decoding takes.</summary>
    public PixelCoding Coding { get; init; }

    public static ImageHeader Create(
        ImageFormat format, int storedWidth, int storedHeight, int orientation, int frames, ImageEnding ending)
    {
        var (width, height) = Orientations.SwapsAxes(orientation) ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
        return new ImageHeader(new ImageInfo(format, width, height, orientation, frames), storedWidth, storedHeight, ending);
    }
}
