using System.IO.Compression;
using Grpc.Net.Compression;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Grpc;

/// <summary>Has compressed messages counted in the budget of the service while they are unpacked.</summary>
/// <param name="inner">Unpacks them.</param>
internal sealed class CountedCompression(ICompressionProvider inner) : ICompressionProvider
{
    // The official server asks for a stream without saying for which call.
    private static readonly AsyncLocal<CountedPipeReader?> Body = new();

    public string EncodingName => inner.EncodingName;

    /// <summary>Names the body whose messages are unpacked from here on.</summary>
    public static void Begin(CountedPipeReader body) => Body.Value = body;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) => Body.Value is { } body
        ? new CountedStream(inner.CreateDecompressionStream(stream), body)
        : throw new InvalidOperationException("A message is unpacked outside of a call.");

    // The official server reads it synchronously.
    private sealed class CountedStream(Stream unpacked, CountedPipeReader body) : ForwardStream
    {
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = unpacked.Read(buffer);
            body.HoldUnpacked(read);
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await unpacked.ReadAsync(buffer, cancellationToken);
            body.HoldUnpacked(read);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                unpacked.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
