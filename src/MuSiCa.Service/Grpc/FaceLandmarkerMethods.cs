using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Grpc;

/// <summary>
/// The methods of <c>musica.v1.FaceLandmarker</c>, whose messages pass <see cref="MessageGuard"/> before they are parsed. The generated
/// binding would parse whatever comes.
/// </summary>
internal sealed class FaceLandmarkerMethods(IOptions<RequestOptions> requests) : IServiceMethodProvider<FaceLandmarkerService>
{
    private static readonly object[] Metadata = [new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true)];

    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<FaceLandmarkerService> context)
    {
        context.AddUnaryMethod(
            Create(MethodType.Unary, nameof(FaceLandmarkerService.Locate), LocateRequest.Parser, LocateRequest.Descriptor, LocateResponse.Parser),
            Metadata,
            static (service, request, call) => service.Locate(request, call));
        context.AddDuplexStreamingMethod(
            Create(MethodType.DuplexStreaming, nameof(FaceLandmarkerService.Track), Frame.Parser, Frame.Descriptor, FrameLandmarks.Parser),
            Metadata,
            static (service, frames, answers, call) => service.Track(frames, answers, call));
        context.AddUnaryMethod(
            Create(
                MethodType.Unary, nameof(FaceLandmarkerService.GetModel), GetModelRequest.Parser, GetModelRequest.Descriptor, ModelDescription.Parser),
            Metadata,
            static (service, request, call) => service.GetModel(request, call));
    }

    // Fields of a later version are of no use to this one: they are dropped while they are read.
    private Method<TRequest, TResponse> Create<TRequest, TResponse>(
        MethodType type,
        string name,
        MessageParser<TRequest> requestParser,
        Google.Protobuf.Reflection.MessageDescriptor request,
        MessageParser<TResponse> responseParser)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var guard = new MessageGuard(request, requests.Value.MaxFaces);
        MessageParser<TRequest> parser = requestParser.WithDiscardUnknownFields(true);
        return new Method<TRequest, TResponse>(
            type,
            FaceLandmarker.Descriptor.FullName,
            name,
            new Marshaller<TRequest>(Write, context => Read(context, guard, parser)),
            new Marshaller<TResponse>(Write, context => responseParser.ParseFrom(context.PayloadAsReadOnlySequence())));
    }

    private static T Read<T>(DeserializationContext context, MessageGuard guard, MessageParser<T> parser)
        where T : IMessage<T>
    {
        System.Buffers.ReadOnlySequence<byte> message = context.PayloadAsReadOnlySequence();
        try
        {
            guard.Check(message);
        }
        catch (ProblemException exception)
        {
            throw GrpcProblem.ToException(exception.Problem);
        }

        return parser.ParseFrom(message);
    }

    private static void Write<T>(T message, SerializationContext context)
        where T : IMessage
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
