using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MuSiCa.Bench;

/// <summary>
/// Asks a health endpoint every 50 ms on a new connection, as an orchestrator does, on a thread of its own that no load can keep
/// waiting. Disposing it ends the thread.
/// </summary>
internal sealed class HealthProbe : IDisposable
{
    private const int Limit = 2000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly IPEndPoint _server;
    private readonly byte[] _request;
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;
    private readonly List<double> _milliseconds = [];
    private int _failures;

    public HealthProbe(IPEndPoint server, string path)
    {
        _server = server;
        _request = RawRequest.Get(path);
        _thread = new Thread(Run) { IsBackground = true, Name = path };
        _thread.Start();
    }

    /// <summary>Ends the probes.</summary>
    /// <returns>Latencies in ascending order, milliseconds, and how many probes were not answered 200 within two seconds.</returns>
    public (double[] Milliseconds, int Failures) Stop()
    {
        _end.Set();
        _thread.Join();
        return ([.. _milliseconds.Order()], _failures);
    }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[8192];
        while (!_end.IsSet)
        {
            long start = Stopwatch.GetTimestamp();
            bool isOk = IsAnswered(buffer);
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            _milliseconds.Add(taken.TotalMilliseconds);
            _failures += isOk ? 0 : 1;
            _end.Wait(taken < Every ? Every - taken : TimeSpan.Zero);
        }
    }

    private bool IsAnswered(byte[] buffer)
    {
        try
        {
            using var socket = new Socket(_server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            {
                NoDelay = true,
                ReceiveTimeout = Limit,
                SendTimeout = Limit,
            };
            socket.Connect(_server);
            socket.Send(_request);
            for (int length = 0; length < buffer.Length;)
            {
                int count = socket.Receive(buffer.AsSpan(length));
                length += count;
                if (RawAnswer.TryParse(buffer.AsSpan(0, length)) is { } answer)
                {
                    return answer.IsOk;
                }

                if (count == 0)
                {
                    return false;
                }
            }

            return false;
        }
        catch (Exception exception) when (exception is SocketException or FormatException)
        {
            return false;
        }
    }
}
