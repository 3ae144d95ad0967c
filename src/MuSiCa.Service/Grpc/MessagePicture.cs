using MuSiCa.Imaging;
using MuSiCa.Service.Pipeline;

namespace MuSiCa.Service.Grpc;

/// <summary>An image of a message: an encoded file, or samples. Its memory is the message's own.</summary>
internal sealed class MessagePicture(ReadOnlyMemory<byte> encoded, RawImage? raw) : IPicture
{
    public ImageInfo Probe(ImageDecoder decoder) => raw is null ? decoder.Probe(encoded) : decoder.Probe(raw);

    public DecodePlan Plan(ImageDecoder decoder, double maxShrink, ImageRegion region) =>
        raw is null ? decoder.Plan(encoded, maxShrink, region) : decoder.Plan(raw, region);

    public DecodedImage Decode(ImageDecoder decoder, DecodePlan plan, CancellationToken cancellationToken) =>
        raw is null ? decoder.Decode(encoded, plan, cancellationToken) : decoder.Decode(raw, plan, cancellationToken);

    public void Dispose()
    {
    }
}
