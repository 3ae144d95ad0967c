using Grpc.Core;
using MuSiCa.Grpc.Interop.Protos;

namespace MuSiCa.Grpc.Interop.Services;

/// <inheritdoc/>
internal sealed class ServerStateService(ActiveCalls calls) : ServerState.ServerStateBase
{
    public override async Task<Empty> AwaitIdle(Empty request, ServerCallContext context)
    {
        await calls.WaitForNoneAsync(context.CancellationToken);
        context.WriteOptions = AnswerCompression.None;
        return new Empty();
    }
}
