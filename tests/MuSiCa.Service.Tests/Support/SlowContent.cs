using System.Net;

namespace MuSiCa.Service.Tests;

/// <summary>A body whose second half waits until it may go.</summary>
internal sealed class SlowContent(byte[] content) : HttpContent
{
    public Signal GoOn { get; } = new();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(content.AsMemory(0, content.Length / 2));
        await stream.FlushAsync();
        await GoOn.Given;
        await stream.WriteAsync(content.AsMemory(content.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
