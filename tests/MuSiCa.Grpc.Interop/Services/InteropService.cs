using Google.Protobuf;
using Grpc.Core;
using MuSiCa.Grpc.Interop.Protos;

namespace MuSiCa.Grpc.Interop.Services;

/// <summary>The server of gRPC's interoperability tests; test.proto says what each method does.</summary>
internal sealed class InteropService(TimeProvider time) : TestService.TestServiceBase
{
    public override async Task<Empty> EmptyCall(Empty request, ServerCallContext context)
    {
        await Echo.MetadataAsync(context);
        context.WriteOptions = AnswerCompression.None;
        return new Empty();
    }

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await Echo.MetadataAsync(context);
        Echo.Compression(request.ExpectCompressed, context);
        Echo.Status(request.ResponseStatus);
        context.WriteOptions = AnswerCompression.For(request.ResponseCompressed);
        return new SimpleResponse { Payload = CreatePayload(request.ResponseType, request.ResponseSize) };
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        await Echo.MetadataAsync(context);
        int sum = 0;
        await foreach (StreamingInputCallRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Echo.Compression(request.ExpectCompressed, context);
            sum += request.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await Echo.MetadataAsync(context);
        await AnswerAsync(request, responseStream, context.CancellationToken);
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await Echo.MetadataAsync(context);
        await foreach (StreamingOutputCallRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await AnswerAsync(request, responseStream, context.CancellationToken);
        }
    }

    public override async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await Echo.MetadataAsync(context);
        List<StreamingOutputCallRequest> requests = await requestStream.ReadAllAsync(context.CancellationToken).ToListAsync();
        foreach (StreamingOutputCallRequest request in requests)
        {
            await AnswerAsync(request, responseStream, context.CancellationToken);
        }
    }

    private async Task AnswerAsync(
        StreamingOutputCallRequest request,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        CancellationToken cancellationToken)
    {
        Echo.Status(request.ResponseStatus);
        foreach (ResponseParameters parameters in request.ResponseParameters)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), time, cancellationToken);
            responses.WriteOptions = AnswerCompression.For(parameters.Compressed);
            Payload payload = CreatePayload(request.ResponseType, parameters.Size);
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = payload }, cancellationToken);
        }
    }

    private static Payload CreatePayload(PayloadType type, int size)
    {
        if (type != PayloadType.Compressable || size < 0)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"There is no payload of type {type} with {size} bytes."));
        }

        return new Payload { Type = type, Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };
    }
}
