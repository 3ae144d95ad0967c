using Grpc.Core;
using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Messages that are none.</summary>
public sealed class MessageTests : WireTest
{
    private const int Limit = 100_000;

    public MessageTests() => Service.With("Requests:MaxBytes", $"{Limit}");

    [Theory]
    [InlineData(Locate, Limit + 1u)]
    [InlineData(Track, Limit + 1u)]
    [InlineData(Locate, int.MaxValue)]
    [InlineData(Track, int.MaxValue)]
    public async Task Message_LongerThanTheLimit_IsRefusedByItsLengthAlone(string method, uint length)
    {
        WireCall call = await Connection.StartAsync(method);
        await Connection.SendAsync(call, WireMessage.Of([], length: length));

        Assert.Equal(StatusCode.ResourceExhausted, await call.StatusAsync());
        Assert.Equal(0u, await call.ResetCode);
        await Connection.ResetAsync(call);
    }

    // Not RESOURCE_EXHAUSTED: the official server takes no length of 2 GiB and more for one.
    [Theory]
    [InlineData(Locate, uint.MaxValue)]
    [InlineData(Track, uint.MaxValue)]
    [InlineData(Locate, 0x8000_0000u)]
    [InlineData(Track, 0x8000_0000u)]
    public async Task Message_AbsurdLength_IsRefusedByItsLengthAlone(string method, uint length)
    {
        WireCall call = await Connection.StartAsync(method);
        await Connection.SendAsync(call, WireMessage.Of([], length: length));

        Assert.Equal(StatusCode.InvalidArgument, await call.StatusAsync());
        Assert.Equal(0u, await call.ResetCode);
        await Connection.ResetAsync(call);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_UnknownFlag_IsRefused(string method)
    {
        foreach (byte flag in new byte[] { 2, 3, 127, 128, 254, 255 })
        {
            WireCall call = await Connection.CallAsync(method, WireMessage.Of(WireMessage.Good(method).AsSpan(5), flag));

            Assert.Equal((flag, StatusCode.InvalidArgument), (flag, call.Status));
        }
    }

    [Theory]
    [InlineData(Locate, null, StatusCode.Internal)]
    [InlineData(Track, null, StatusCode.Internal)]
    [InlineData(Locate, "identity", StatusCode.Internal)]
    [InlineData(Track, "identity", StatusCode.Internal)]
    [InlineData(Locate, "br", StatusCode.Unimplemented)]
    [InlineData(Track, "br", StatusCode.Unimplemented)]
    [InlineData(Locate, "gzip", StatusCode.InvalidArgument)]
    [InlineData(Track, "gzip", StatusCode.InvalidArgument)]
    public async Task Message_CompressedFlagOnly_IsRefused(string method, string? encoding, StatusCode expected)
    {
        (string, string)[] headers = encoding is null ? [] : [("grpc-encoding", encoding)];

        WireCall call = await Connection.CallAsync(method, WireMessage.Of(WireMessage.Good(method).AsSpan(5), flag: 1), headers);

        Assert.Equal(expected, call.Status);
        if (expected == StatusCode.Unimplemented)
        {
            Assert.Contains("gzip", call.Header("grpc-accept-encoding"), StringComparison.Ordinal);
        }
    }

    // An encoding that no message uses is nobody's concern.
    [Theory]
    [InlineData(Locate, "gzip")]
    [InlineData(Track, "gzip")]
    [InlineData(Locate, "br")]
    [InlineData(Track, "br")]
    public async Task Message_EncodingWithoutFlag_IsReadAsItIs(string method, string encoding)
    {
        WireCall call = await Connection.CallAsync(method, WireMessage.Good(method), ("grpc-encoding", encoding));

        Assert.Equal(StatusCode.OK, call.Status);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_Zipped_IsRead(string method)
    {
        byte[] zipped = WireMessage.Zip(WireMessage.Good(method).AsSpan(5));

        WireCall call = await Connection.CallAsync(method, WireMessage.Of(zipped, flag: 1), ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.OK, call.Status);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_ZippedAndOverTheLimitWhenUnzipped_IsRefused(string method)
    {
        byte[] zipped = WireMessage.Zip(new byte[100 * Limit]);
        Assert.InRange(zipped.Length, 1, Limit);

        WireCall call = await Connection.CallAsync(method, WireMessage.Of(zipped, flag: 1), ("grpc-encoding", "gzip"));

        Assert.Equal(StatusCode.ResourceExhausted, call.Status);
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_Garbage_IsRefused(string method)
    {
        byte[] good = WireMessage.Good(method)[5..];
        for (int seed = 0; seed < 50; seed++)
        {
            // An end group without a beginning, which no message may hold, behind any bytes.
            byte[] garbage = new byte[seed];
            new Random(seed).NextBytes(garbage);
            garbage = seed % 2 == 0 ? [0x0C, .. garbage] : [.. good, 0x0C, .. garbage];

            WireCall call = await Connection.CallAsync(method, WireMessage.Of(garbage));

            Assert.Equal((seed, StatusCode.InvalidArgument), (seed, call.Status));
        }
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Message_ShorterThanItIs_IsRefused(string method)
    {
        byte[] good = WireMessage.Good(method);
        for (uint length = 1; length < good.Length - 5; length++)
        {
            WireCall call = await Connection.CallAsync(method, WireMessage.Of(good.AsSpan(5), length: length));

            Assert.NotEqual((length, StatusCode.OK), (length, call.Status));
        }
    }
}
