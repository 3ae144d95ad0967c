using System.Net.WebSockets;
using Google.Protobuf;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Tracking;
using MuSiCa.Serving;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Sockets;

/// <summary>
/// The messages of a WebSocket as the frames of a stream: the settings, as text, then an encoded image in each binary message. Bytes are
/// counted in the memory of messages before they are read.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="memory">The budget that is counted in.</param>
/// <param name="messages">Says why there is no memory.</param>
/// <param name="client">Whose socket it is.</param>
/// <param name="maxBytes">Bytes that a message may have.</param>
/// <param name="timeProvider">Tells when a frame came.</param>
/// <param name="left">Is cancelled when the client has left: nobody reads an answer any more.</param>
internal sealed class SocketFrames(
    WebSocket socket,
    MemoryBudget memory,
    MessageMemory messages,
    ClientShare client,
    long maxBytes,
    TimeProvider timeProvider,
    CancellationTokenSource left) : IFrameSource, IAsyncDisposable
{
    private const int LeastRoom = 4096;
    private const int MostSettings = 4096;

    private readonly long _begin = timeProvider.GetTimestamp();
    private readonly CancellationTokenSource _over = new();
    private Task<bool> _reading = Task.FromResult(false);
    private ReceivedFrame? _current;
    private bool _isOpened;
    private long _frames;

    // Frames of a stream are about as large as the one before.
    private int _room = LeastRoom;

    // Not by the token of the caller: a read that is cancelled takes the socket with it, which has still to be closed in order.
    public Task<bool> MoveNextAsync(CancellationToken cancellationToken) => _reading = ReadAsync();

    public ReceivedFrame Take()
    {
        ReceivedFrame frame = _current!;
        _current = null;
        return frame;
    }

    public string NameOf(string field) =>
        string.Concat(field.Split('_').Select(static (word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>Tells the client that the stream ends and why, and waits for its answer.</summary>
    /// <param name="status">The code.</param>
    /// <param name="reason">At most 123 bytes.</param>
    /// <param name="patience">How long to wait.</param>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason, TimeSpan patience)
    {
        using var time = new CancellationTokenSource(patience, timeProvider);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(time.Token, left.Token);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(status, reason, time.Token);
            }

            // A socket that is dropped with bytes unread takes with it what its client has not read.
            await ((Task)_reading.WaitAsync(ends.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            byte[] unwanted = new byte[LeastRoom];
            while (socket.State == WebSocketState.CloseSent)
            {
                await socket.ReceiveAsync(unwanted.AsMemory(), ends.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or InvalidOperationException)
        {
            // It has gone, or takes too long.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        socket.Abort();
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _current?.Dispose();
        _over.Dispose();
    }

    private async Task<bool> ReadAsync()
    {
        try
        {
            // Without room: what waits for a message holds no memory.
            ValueWebSocketReceiveResult begin = await socket.ReceiveAsync(Memory<byte>.Empty, _over.Token);
            if (begin.MessageType != WebSocketMessageType.Close)
            {
                return await ReadAsync(begin);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            // The connection is gone.
        }

        await left.CancelAsync();
        return false;
    }

    private async Task<bool> ReadAsync(ValueWebSocketReceiveResult begin)
    {
        bool isText = begin.MessageType == WebSocketMessageType.Text;
        if (isText == _isOpened)
        {
            throw new SocketFault(WebSocketCloseStatus.InvalidMessageType, new Problem(ProblemTypes.RequestMalformed, _isOpened
                ? "A frame is a binary message with the file of an image. Only the first message of a stream is text."
                : "The first message of a stream is text: its settings in JSON, {} for none."));
        }

        ReceivedFrame message = await ReceiveAsync(begin, isText ? MostSettings : maxBytes);
        if (!isText)
        {
            _current = message;
            return true;
        }

        using (message)
        {
            _isOpened = true;
            _frames = 0;
            if (message.Problem is { } problem)
            {
                throw new ProblemException(problem);
            }

            _current = new ReceivedFrame(new Frame { Config = SocketSettings.Read(message.Message.Image.Encoded.Span) }, null, null);
            return true;
        }
    }

    // What there is no memory for is read to its end and dropped, so that the stream can go on behind it.
    private async Task<ReceivedFrame> ReceiveAsync(ValueWebSocketReceiveResult begin, long limit)
    {
        var account = new MemoryAccount(memory, MemoryUse.Messages, client);
        Problem? problem = null;
        byte[] bytes = [];
        int length = 0;
        long all = 0;
        bool isComplete = false;
        try
        {
            for (bool isEnd = begin.EndOfMessage; !isEnd;)
            {
                if (length == bytes.Length)
                {
                    int size = bytes.Length == 0 ? (int)Math.Min(_room, limit + 1) : (int)Math.Min(Math.Min(2L * bytes.Length, limit + 1), Array.MaxLength);
                    if (problem is null && account.TryTake(size))
                    {
                        int before = bytes.Length;
                        Array.Resize(ref bytes, size);
                        account.Free(before);
                    }
                    else
                    {
                        problem ??= messages.Refuse(size);
                        account.Free(account.Held);
                        (bytes, length) = (new byte[LeastRoom], 0);
                    }
                }

                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(bytes.AsMemory(length), _over.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
                }

                length += part.Count;
                all += part.Count;
                isEnd = part.EndOfMessage;
                if (all > limit)
                {
                    throw new SocketFault(WebSocketCloseStatus.MessageTooBig, new Problem(ProblemTypes.BodyTooLarge,
                        $"A message has more than {limit:N0} bytes. Settings may have {MostSettings:N0}, a frame as many as a body "
                            + "(setting MuSiCa:Requests:MaxBytes)."));
                }
            }

            _room = problem is null ? Math.Max(LeastRoom, length + (length / 4)) : LeastRoom;
            var frame = new Frame { Id = _frames++, TimestampUs = (long)timeProvider.GetElapsedTime(_begin).TotalMicroseconds };
            if (problem is null)
            {
                // An empty one is a frame whose image has no bytes, and says so.
                frame.Image = new Image { Encoded = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(0, length)) };
            }

            isComplete = true;
            return new ReceivedFrame(frame, new MessageLease(account), problem);
        }
        finally
        {
            if (!isComplete)
            {
                account.Free(account.Held);
            }
        }
    }
}

/// <summary>A client that breaks the rules of the stream, which ends with it.</summary>
/// <param name="status">The code that the socket is closed with.</param>
/// <param name="problem">What the client is told.</param>
internal sealed class SocketFault(WebSocketCloseStatus status, Problem problem) : Exception(problem.Detail)
{
    /// <summary>The code that the socket is closed with.</summary>
    public WebSocketCloseStatus Status { get; } = status;

    /// <summary>What the client is told.</summary>
    public Problem Problem { get; } = problem;
}
