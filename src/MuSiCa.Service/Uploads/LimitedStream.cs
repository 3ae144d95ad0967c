namespace MuSiCa.Service.Uploads;

/// <summary>Passes on a request body and stops it once it is longer than allowed, whatever length it declared.</summary>
/// <param name="body">The body as it arrives.</param>
/// <param name="limit">Bytes that may pass.</param>
/// <param name="tooLarge">Makes the exception that ends the reading.</param>
internal sealed class LimitedStream(Stream body, long limit, Func<Exception> tooLarge) : ForwardStream
{
    /// <summary>Bytes that have passed.</summary>
    public long Passed { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await body.ReadAsync(buffer, cancellationToken);
        Passed += read;
        return Passed <= limit ? read : throw tooLarge();
    }
}
