using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Frames against HTTP/2 itself: they end their connection, and no other.</summary>
public sealed class FrameTests : WireTest
{
    private static readonly byte[] Opened =
        new HttpFrame(HttpFrame.Headers, HttpFrame.EndHeaders, 1, Hpack.Encode(Headers(Track))).Bytes();

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "DATA of a stream that was never opened", new HttpFrame(HttpFrame.Data, 0, 1, [1]).Bytes() },
        { "DATA of the connection", new HttpFrame(HttpFrame.Data, 0, 0, [1]).Bytes() },
        { "DATA larger than announced", [.. Opened, .. new HttpFrame(HttpFrame.Data, 0, 1, new byte[20_000]).Bytes()] },
        { "DATA with more padding than bytes", [.. Opened, .. new HttpFrame(HttpFrame.Data, 8, 1, [200, 1]).Bytes()] },
        { "headers that cannot be read", new HttpFrame(HttpFrame.Headers, HttpFrame.EndHeaders, 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).Bytes() },
        { "headers on an even stream", new HttpFrame(HttpFrame.Headers, HttpFrame.EndHeaders, 2, Hpack.Encode(Headers(Track))).Bytes() },
        { "headers that stop midway", [.. new HttpFrame(HttpFrame.Headers, 0, 1, [0]).Bytes(), .. new HttpFrame(HttpFrame.Data, 0, 1, [1]).Bytes()] },
        { "settings that are cut", new HttpFrame(HttpFrame.Settings, 0, 0, [1]).Bytes() },
        { "a ping of seven bytes", new HttpFrame(HttpFrame.Ping, 0, 0, new byte[7]).Bytes() },
        { "a reset of three bytes", [.. Opened, .. new HttpFrame(HttpFrame.Reset, 0, 1, new byte[3]).Bytes()] },
        { "a window beyond all bounds", new HttpFrame(HttpFrame.WindowUpdate, 0, 0, HttpFrame.Number(int.MaxValue)).Bytes() },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Frame_AgainstHttp2_EndsThatConnectionOnly(string what, byte[] bytes)
    {
        WireConnection connection = await OpenAsync();

        await connection.SendAsync(bytes);

        await UntilAsync(() => connection.IsClosed, () => $"The connection is open after {what}.");
    }

    [Fact]
    public async Task Frame_OfAnUnknownKind_IsIgnored()
    {
        await Connection.SendAsync(new HttpFrame(0xEE, 0xFF, 0, new byte[100]).Bytes());
        await Connection.PingAsync();
    }
}
