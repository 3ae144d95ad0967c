using System.Net;
using System.Net.Sockets;

namespace MuSiCa.Bench;

/// <summary>
/// A connection of HTTP/1.1 that sends requests made beforehand: next to nothing is computed for one, so that the load leaves the
/// processors to the server. One request at a time; disposing it while one is on its way ends that as a caller does who goes away.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private const int FirstBuffer = 4096;

    private readonly Socket _socket;
    private byte[] _received = new byte[FirstBuffer];

    private RawConnection(Socket socket) => _socket = socket;

    /// <exception cref="SocketException">Nobody listens, or the server takes no more connections.</exception>
    public static async Task<RawConnection> OpenAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return new RawConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its answer, which may come before all of the request has been taken.</summary>
    /// <exception cref="SocketException">The connection is reset.</exception>
    /// <exception cref="IOException">The connection ends before the answer does.</exception>
    /// <exception cref="FormatException">The answer is no HTTP/1.1.</exception>
    public async Task<RawAnswer> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        if (RawRequest.ExpectingHead(request.Span) is > 0 and var head)
        {
            await SendAsync(request[..head], cancellationToken);
            RawAnswer first = await ReceiveAsync(cancellationToken);
            if (first.Status != RawAnswer.Continue)
            {
                // Its body is not wanted, so the connection cannot be used for another request.
                return first with { Closes = true };
            }

            request = request[head..];
        }

        Task sending = SendAsync(request, cancellationToken);
        RawAnswer answer;
        try
        {
            answer = await ReceiveAsync(cancellationToken);
        }
        catch
        {
            Forget(sending);
            throw;
        }

        if (answer.Closes)
        {
            // The server reads no further, so what is left cannot be sent.
            Forget(sending);
        }
        else
        {
            await sending;
        }

        return answer;
    }

    /// <summary>Sends some bytes and waits for nothing.</summary>
    /// <exception cref="SocketException">The connection is reset.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<RawAnswer> ReceiveAsync(CancellationToken cancellationToken)
    {
        int length = 0;
        while (true)
        {
            if (length == _received.Length)
            {
                Array.Resize(ref _received, 2 * length);
            }

            int count = await _socket.ReceiveAsync(_received.AsMemory(length), SocketFlags.None, cancellationToken);
            if (count == 0)
            {
                throw new IOException("The connection ended before the answer did.");
            }

            length += count;
            if (RawAnswer.TryParse(_received.AsSpan(0, length)) is { } answer)
            {
                return answer;
            }
        }
    }

    // Its failure is told by the answer, or by its lack.
    private static void Forget(Task sending) => sending.ContinueWith(
        static task => _ = task.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
