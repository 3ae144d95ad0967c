using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.Extensions.Primitives;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Uploads;

/// <summary>
/// The body of a request as its sender meant it: without its Content-Encoding, and with the failures of its sender told from those of
/// the service.
/// </summary>
internal static class ReceivedBody
{
    /// <summary>
    /// The encodings that are undone, as Accept-Encoding names them. Not br: its decoder takes 16 MiB for whoever asks for it, and no
    /// image gets smaller by it.
    /// </summary>
    public const string Encodings = "gzip, deflate";

    /// <summary>Bytes that any body may unpack to, whatever its size.</summary>
    public const int FreeBytes = 1024 * 1024;

    /// <summary>What a body may unpack to beyond that, as a multiple of its size. An image file hardly gets smaller at all.</summary>
    public const int MaxRatio = 100;

    /// <summary>Opens the body for reading. The caller disposes of the stream.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">Bytes that the body may have as it arrives.</param>
    /// <param name="tooLarge">Makes the exception that ends the reading of a larger one.</param>
    /// <exception cref="ProblemException">The encoding is unknown.</exception>
    public static Stream Open(HttpRequest request, long limit, Func<Exception> tooLarge)
    {
        StringValues encoding = request.Headers.ContentEncoding;
        var sent = new LimitedStream(new SentStream(request.BodyReader), limit, tooLarge);
        return encoding.ToString().Trim().ToUpperInvariant() switch
        {
            "" or "IDENTITY" => sent,
            "GZIP" or "X-GZIP" => new UnpackedStream(sent, new GZipStream(sent, CompressionMode.Decompress, leaveOpen: true)),
            "DEFLATE" => new UnpackedStream(sent, new ZLibStream(sent, CompressionMode.Decompress, leaveOpen: true)),
            _ => throw new ProblemException(ProblemTypes.EncodingUnsupported,
                $"The body is encoded as {Excerpt.Of(encoding)} (Content-Encoding). Send it as it is, or as one of {Encodings}."),
        };
    }

    /// <summary>The problem of a body that is much larger than it looks.</summary>
    public static Problem UnpacksTooMuch() => new(ProblemTypes.BodyTooLarge,
        $"What was sent unpacks to more than {MaxRatio} times its size. Send it as it is.");

    /// <summary>Reads what arrives, and says of what cannot be read that it is the request that is wrong.</summary>
    private sealed class SentStream(PipeReader body) : ForwardStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                ReadResult result;
                try
                {
                    result = await ReadAsync(cancellationToken);
                }
                catch (IOException exception) when (exception is not BadHttpRequestException)
                {
                    // A chunk of 2 GiB and more, or a connection that broke off.
                    throw new BadHttpRequestException(
                        $"The body cannot be read: {exception.Message}", StatusCodes.Status400BadRequest, exception);
                }

                int length = (int)Math.Min(buffer.Length, result.Buffer.Length);
                ReadOnlySequence<byte> read = result.Buffer.Slice(0, length);
                read.CopyTo(buffer.Span);
                body.AdvanceTo(read.End);
                cancellationToken.ThrowIfCancellationRequested();
                if (length > 0 || result.IsCompleted)
                {
                    return length;
                }
            }
        }

        // Not by a token of the read itself: the server takes one that is cancelled for one that goes on, cannot read the rest and logs
        // that as an error.
        private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
        {
            ValueTask<ReadResult> read = body.ReadAsync(CancellationToken.None);
            if (read.IsCompleted)
            {
                return await read;
            }

            using (cancellationToken.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), body))
            {
                return await read;
            }
        }
    }

    private sealed class UnpackedStream(LimitedStream sent, Stream decoder) : ForwardStream
    {
        private long _unpacked;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read;
            try
            {
                read = await decoder.ReadAsync(buffer, cancellationToken);
            }
            catch (InvalidDataException)
            {
                throw new ProblemException(ProblemTypes.RequestMalformed, "The body is damaged, or not encoded as its Content-Encoding says.");
            }

            _unpacked += read;
            return _unpacked <= FreeBytes + (MaxRatio * sent.Passed)
                ? read
                : throw new ProblemException(UnpacksTooMuch());
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                decoder.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>Bytes that were read, or why there are none.</summary>
/// <param name="Outcome">How the reading ended.</param>
/// <param name="Bytes">The bytes when it is complete, else null.</param>
/// <param name="Wanted">Bytes of memory that there were not; 0 unless that is how it ended.</param>
internal readonly record struct ReadBytes(ReadOutcome Outcome, BodyBytes? Bytes, long Wanted = 0);

/// <summary>How the reading of bytes ended.</summary>
internal enum ReadOutcome
{
    /// <summary>All of them are there.</summary>
    Complete,

    /// <summary>There are more than allowed.</summary>
    TooLong,

    /// <summary>The service holds too much already.</summary>
    NoMemory,
}
