using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>A connection of HTTP/2 that sends what it is told, right or wrong.</summary>
internal sealed class WireConnection : IAsyncDisposable
{
    /// <summary>The methods of the service.</summary>
    public const string Locate = "Locate";
    public const string Track = "Track";

    /// <summary>No test waits longer for anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const ushort HeaderTableSize = 1;
    private const ushort InitialWindowSize = 4;
    private const uint LargestWindow = int.MaxValue;
    private const int FirstWindow = 65_535;

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly ConcurrentDictionary<int, WireCall> _calls = [];
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SendWindow _window = new(FirstWindow);
    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _pong = new();
    private int _lastStream = -1;
    private Task _receiving = Task.CompletedTask;

    /// <summary>Completes when the server has closed the connection.</summary>
    public Task Closed => _receiving.WaitAsync(Patience);

    public bool IsClosed => _receiving.IsCompleted;

    /// <summary>Completes when the server has said that it takes no more calls.</summary>
    public Task Leaving => _leaving.Task.WaitAsync(Patience);

    /// <summary>The last call that the server has taken, as it said last, and its error code (RFC 9113, section 6.8).</summary>
    public (int Stream, uint Code) LastCall { get; private set; }

    public static async Task<WireConnection> OpenAsync(Uri address)
    {
        var connection = new WireConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        await connection.SendAsync(Preface());
        connection._receiving = connection.ReceiveAsync();
        return connection;
    }

    /// <summary>The headers of a good call.</summary>
    public static (string Name, string Value)[] Headers(string method) =>
    [
        (":method", "POST"), (":scheme", "http"), (":path", $"/musica.v1.FaceLandmarker/{method}"), (":authority", "test"),
        ("content-type", "application/grpc"), ("te", "trailers"),
    ];

    /// <summary>Starts a call with headers, some added to the good ones or in place of them.</summary>
    public Task<WireCall> StartAsync(string method, params (string Name, string Value)[] headers) =>
        StartAsync([.. Headers(method).Where(good => headers.All(other => other.Name != good.Name)), .. headers], isLast: false);

    public async Task<WireCall> StartAsync(IEnumerable<(string Name, string Value)> headers, bool isLast)
    {
        var call = new WireCall(Interlocked.Add(ref _lastStream, 2));
        _calls[call.Stream] = call;
        int flags = HttpFrame.EndHeaders | (isLast ? HttpFrame.EndStream : 0);
        await SendAsync(new HttpFrame(
            HttpFrame.Headers, (byte)flags, call.Stream, Hpack.Encode(headers.OrderByDescending(static header => header.Name[0] == ':'))).Bytes());
        return call;
    }

    /// <summary>Sends a body in pieces, each a frame, without ending it.</summary>
    public async Task SendAsync(WireCall call, ReadOnlyMemory<byte> body, Func<int> nextPiece)
    {
        var frames = new MemoryStream();
        await _window.TakeAsync(body.Length);
        while (body.Length > 0)
        {
            int piece = Math.Min(nextPiece(), body.Length);
            frames.Write(new HttpFrame(HttpFrame.Data, 0, call.Stream, body[..piece].ToArray()).Bytes());
            body = body[piece..];
        }

        await SendAsync(frames.ToArray());
    }

    public Task SendAsync(WireCall call, ReadOnlyMemory<byte> body) => SendAsync(call, body, static () => 16_384);

    /// <summary>Ends a body.</summary>
    public Task EndAsync(WireCall call) => SendAsync(new HttpFrame(HttpFrame.Data, HttpFrame.EndStream, call.Stream, []).Bytes());

    /// <summary>Sends a whole body and waits for the answer.</summary>
    public async Task<WireCall> CallAsync(string method, byte[] body, params (string Name, string Value)[] headers)
    {
        WireCall call = await StartAsync(method, headers);
        await SendAsync(call, body);
        await EndAsync(call);
        await call.End;
        return call;
    }

    /// <summary>Resets the stream of a call (CANCEL).</summary>
    public Task ResetAsync(WireCall call) => SendAsync(new HttpFrame(HttpFrame.Reset, 0, call.Stream, HttpFrame.Number(8)).Bytes());

    /// <summary>Completes when the server has seen all that was sent before.</summary>
    public async Task PingAsync()
    {
        _pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new HttpFrame(HttpFrame.Ping, 0, 0, new byte[8]).Bytes());
        await _pong.Task.WaitAsync(Patience);
    }

    public async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _client.GetStream().WriteAsync(bytes);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Says that nothing more will be sent. The server closes when it has ended all calls of the connection.</summary>
    public Task LeaveAsync()
    {
        if (!IsClosed)
        {
            _client.Client.Shutdown(SocketShutdown.Send);
        }

        return Closed;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _receiving;
        _sending.Dispose();
    }

    private static byte[] Preface() =>
    [
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
        .. new HttpFrame(
            HttpFrame.Settings,
            0,
            0,
            [.. HttpFrame.Setting(HeaderTableSize, 0), .. HttpFrame.Setting(InitialWindowSize, LargestWindow)]).Bytes(),
        .. new HttpFrame(HttpFrame.WindowUpdate, 0, 0, HttpFrame.Number(LargestWindow - FirstWindow)).Bytes(),
    ];

    private async Task ReceiveAsync()
    {
        try
        {
            NetworkStream stream = _client.GetStream();
            byte[] header = new byte[HttpFrame.HeaderLength];
            while (true)
            {
                await stream.ReadExactlyAsync(header);
                byte[] payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
                await stream.ReadExactlyAsync(payload);
                await TakeAsync(new HttpFrame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            foreach (WireCall call in _calls.Values)
            {
                call.Break();
            }
        }
    }

    private async Task TakeAsync(HttpFrame frame)
    {
        Assert.NotEqual(HttpFrame.Continuation, frame.Type);
        if (frame.Type is HttpFrame.Settings or HttpFrame.Ping && (frame.Flags & HttpFrame.Acknowledge) == 0)
        {
            byte[] payload = frame.Type == HttpFrame.Ping ? frame.Payload : [];
            await SendAsync((frame with { Flags = HttpFrame.Acknowledge, Payload = payload }).Bytes());
        }
        else if (frame.Type == HttpFrame.Ping)
        {
            _pong.TrySetResult();
        }
        else if (frame.Type == HttpFrame.WindowUpdate && frame.Stream == 0)
        {
            _window.Add(BinaryPrimitives.ReadInt32BigEndian(frame.Payload));
        }
        else if (frame.Type == HttpFrame.GoAway)
        {
            LastCall = (BinaryPrimitives.ReadInt32BigEndian(frame.Payload), BinaryPrimitives.ReadUInt32BigEndian(frame.Payload.AsSpan(4)));
            _leaving.TrySetResult();
        }
        else if (_calls.TryGetValue(frame.Stream, out WireCall? call))
        {
            call.Take(frame);
        }
    }
}
