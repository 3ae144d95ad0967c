using MuSiCa.Imaging;
using MuSiCa.Service.Landmarks;

namespace MuSiCa.Service.Grpc;

/// <summary>An image of a message: an encoded file, or samples. Its memory is the message's own.</summary>
internal sealed class MessagePicture(ReadOnlyMemory<byte> encoded, RawImage? raw) : IPicture
{
    public ImageInfo Probe(ImageDecoder decoder) => raw is null ? decoder.Probe(encoded) : decoder.Probe(raw);

    public DecodedImage Decode(ImageDecoder decoder, double maxShrink, ImageRegion region, CancellationToken cancellationToken) =>
        raw is null ? decoder.Decode(encoded, maxShrink, region, cancellationToken) : decoder.Decode(raw, region);

    public void Dispose()
    {
    }
}
