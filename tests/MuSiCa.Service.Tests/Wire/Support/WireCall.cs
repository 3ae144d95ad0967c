using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>One stream of a connection: what came back on it.</summary>
internal sealed class WireCall(int stream)
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<uint> _reset = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _data = [];

    public int Stream => stream;

    /// <summary>Blocks of headers; the last one of two is the trailers.</summary>
    public List<List<(string Name, string Value)>> Blocks { get; } = [];

    /// <summary>Completes when the server has sent its last.</summary>
    public Task End => _end.Task.WaitAsync(WireConnection.Patience);

    /// <summary>Whether a message has come back.</summary>
    public bool HasData => DataFrames > 0;

    /// <summary>Frames of messages that have come back.</summary>
    public int DataFrames { get; private set; }

    public bool IsEnded => _end.Task.IsCompleted;

    /// <summary>The code with which the server reset the stream, before or after its end.</summary>
    public Task<uint> ResetCode => _reset.Task.WaitAsync(WireConnection.Patience);

    public string? Header(string name) => Blocks.SelectMany(static block => block).LastOrDefault(header => header.Name == name).Value;

    /// <summary>Null when the stream ended without one.</summary>
    public StatusCode? Status => Header("grpc-status") is { } status
        ? (StatusCode)int.Parse(status, CultureInfo.InvariantCulture)
        : null;

    public T[] Messages<T>(MessageParser<T> parser)
        where T : IMessage<T> => [.. WireMessage.Split(_data.ToArray()).Select(parser.ParseFrom)];

    /// <summary>Waits for the end.</summary>
    public async Task<StatusCode?> StatusAsync()
    {
        await End;
        return Status;
    }

    public void Take(HttpFrame frame)
    {
        switch (frame.Type)
        {
            case HttpFrame.Headers:
                Blocks.Add(Hpack.Decode(frame.Payload));
                break;
            case HttpFrame.Data:
                _data.AddRange(frame.Payload);
                DataFrames++;
                break;
            case HttpFrame.Reset:
                _reset.TrySetResult(BinaryPrimitives.ReadUInt32BigEndian(frame.Payload));
                _end.TrySetResult();
                break;
        }

        if (frame.Type is HttpFrame.Headers or HttpFrame.Data && (frame.Flags & HttpFrame.EndStream) != 0)
        {
            _end.TrySetResult();
        }
    }

    /// <summary>Ends what the server left open when it closed the connection.</summary>
    public void Break()
    {
        _end.TrySetResult();
        _reset.TrySetException(new IOException("The connection ended without a reset of the stream."));
        _ = _reset.Task.Exception;
    }
}
