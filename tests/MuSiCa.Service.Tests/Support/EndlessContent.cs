using System.Net;

namespace MuSiCa.Service.Tests;

/// <summary>A body that begins and never ends until it is let go.</summary>
internal sealed class EndlessContent : HttpContent
{
    public Signal LetGo { get; } = new();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(new byte[100]);
        await stream.FlushAsync();
        await LetGo.Given;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
