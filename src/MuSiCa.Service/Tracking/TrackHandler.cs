using Grpc.Core;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Tracking;

/// <summary>Answers the call Track.</summary>
internal sealed class TrackHandler(TrackStreams streams, MessageMemory memory)
{
    /// <summary>Answers until the stream ends.</summary>
    /// <exception cref="RpcException">The call ends with a problem.</exception>
    public async Task HandleAsync(
        IAsyncStreamReader<Frame> frames, IServerStreamWriter<FrameLandmarks> answers, ServerCallContext context)
    {
        HttpContext http = context.GetHttpContext();
        ClientShare client = ClientShare.Of(http);
        if (streams.Enter(client) is { } refusal)
        {
            throw GrpcProblem.ToException(refusal);
        }

        try
        {
            await streams.RunAsync(
                new MessageFrames(frames, memory, client),
                (result, query) => answers.WriteAsync(MessageWriter.Write(result, query), context.CancellationToken),
                http,
                context.CancellationToken);
        }
        catch (ProblemException exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw GrpcProblem.ToException(exception.Problem);
        }
        finally
        {
            streams.Leave(client);
        }
    }
}
