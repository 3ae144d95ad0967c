using Grpc.Core;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Grpc;

/// <summary>The frames of a call of Track.</summary>
internal sealed class MessageFrames(IAsyncStreamReader<Frame> stream, MessageMemory memory, ClientShare client) : IFrameSource
{
    public Task<bool> MoveNextAsync(CancellationToken cancellationToken) => stream.MoveNext(cancellationToken);

    public ReceivedFrame Take()
    {
        Frame frame = stream.Current;
        try
        {
            return new ReceivedFrame(frame, memory.Take(frame.CalculateSize(), client), null);
        }
        catch (ProblemException exception)
        {
            // Without its image nothing is held.
            frame.Image = null;
            return new ReceivedFrame(frame, null, exception.Problem);
        }
    }

    public string NameOf(string field) => $"config.{field}";
}
