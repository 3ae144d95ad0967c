namespace MuSiCa.Imaging;

/// <summary>A copy of an encoded image with the end that it lacks.</summary>
internal sealed class CompletedFile : IDisposable
{
    /// <summary>The most that an end adds.</summary>
    public const int LongestEnd = 12;

    private readonly NativeBytes _bytes;

    /// <param name="encoded">The bytes, which end where the end belongs.</param>
    /// <param name="format">What they are.</param>
    public CompletedFile(ReadOnlySpan<byte> encoded, ImageFormat format)
    {
        var end = EndOf(format);
        _bytes = new NativeBytes(checked(encoded.Length + end.Length));
        encoded.CopyTo(_bytes.GetSpan());
        end.CopyTo(_bytes.GetSpan()[encoded.Length..]);
    }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.Memory;

    public void Dispose() => _bytes.Return();

    private static ReadOnlySpan<byte> EndOf(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => [0xFF, JpegMarker.EndOfImage],
        ImageFormat.Png => PngHeader.End,
        _ => WebPHeader.Padding,
    };
}
