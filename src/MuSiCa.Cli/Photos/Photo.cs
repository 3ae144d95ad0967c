using MuSiCa.Imaging;

namespace MuSiCa.Cli;

// An encoded photo with its name, so that messages can say which one is meant.
internal sealed record Photo(string Path, byte[] Encoded)
{
    // What someone has on their own disk may be larger than what strangers may send to a service.
    public static ImageDecoder Decoder { get; } = new(new ImagingLimits { MaxEncodedBytes = 256L << 20, MaxPixels = 200_000_000 });

    public static Photo Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserException($"{path}: is a folder, not a photo");
        }

        try
        {
            return new Photo(path, File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path}: cannot be read ({exception.Message})", exception);
        }
    }

    public ImageInfo Probe() => Named(() => Decoder.Probe(Encoded));

    public DecodedImage Decode(double maxShrink, CancellationToken cancellationToken) => Decode(maxShrink, null, cancellationToken);

    public DecodedImage Decode(double maxShrink, ImageRegion? region, CancellationToken cancellationToken) =>
        Named(() => Decoder.Decode(Encoded, maxShrink, region, cancellationToken));

    private T Named<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ImageException exception)
        {
            throw new UserException($"{Path}: {exception.Message}", exception);
        }
    }
}
