using Grpc.Core;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Messages that are small on the wire and large when they are unpacked count as large.</summary>
public sealed class UnpackedTests : WireTest
{
    // What messages may hold: three eighths of the memory there is.
    private const int Limit = 900_000;
    private const int Image = 100_000;

    public UnpackedTests() => Service
        .With("Serving:MemoryLimit", $"{Limit / 3 * 8}")
        .With("Requests:MaxBytes", $"{Image * 3 / 2}")
        .With("Requests:MaxFiles", "1")
        .With("Requests:MaxFaces", "1");

    [Theory]
    [InlineData(Locate, "gzip")]
    [InlineData(Track, "gzip")]
    public async Task Message_NoMemoryToUnpackIt_IsRefused(string method, string encoding)
    {
        byte[] zipped = WireMessage.Zip(WireMessage.Large(method, Image).AsSpan(WireMessage.PrefixLength));
        long taken = Limit - Image;
        Assert.True(Service.Memory.TryTake(taken));

        WireCall refused = await Connection.CallAsync(method, WireMessage.Of(zipped, flag: 1), ("grpc-encoding", encoding));

        Assert.Equal(StatusCode.ResourceExhausted, refused.Status);
        Assert.Equal("1000", refused.Header("grpc-retry-pushback-ms"));
        Assert.Equal(taken, Service.Memory.Used);
        Service.Memory.Free(taken);
        WireCall answered = await Connection.CallAsync(method, WireMessage.Of(zipped, flag: 1), ("grpc-encoding", encoding));
        Assert.Equal(StatusCode.OK, answered.Status);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_BreaksOffWhileItIsUnpacked_HoldsNothing(string method)
    {
        byte[] zipped = WireMessage.Zip(WireMessage.Large(method, Image).AsSpan(WireMessage.PrefixLength));

        for (int cut = 1; cut < zipped.Length; cut += 7)
        {
            await Connection.CallAsync(method, WireMessage.Of(zipped.AsSpan(0, cut), flag: 1), ("grpc-encoding", "gzip"));

            await UntilAsync(() => Service.Memory.Used == 0, () => $"{Service.Memory.Used} bytes held after {cut} of {zipped.Length}");
        }
    }
}
