using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Grpc;

/// <summary>The methods of <c>musica.v1.FaceLandmarker</c>, whose messages are looked through before they are parsed.</summary>
internal sealed class FaceLandmarkerMethods(IOptions<RequestOptions> requests) : IServiceMethodProvider<FaceLandmarkerService>
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<FaceLandmarkerService> context)
    {
        context.AddUnaryMethod(
            Create(MethodType.Unary, nameof(FaceLandmarkerService.Locate), LocateRequest.Parser, LocateRequest.Descriptor, LocateResponse.Parser),
            GuardedMethod.Metadata,
            static (service, request, call) => service.Locate(request, call));
        context.AddDuplexStreamingMethod(
            Create(MethodType.DuplexStreaming, nameof(FaceLandmarkerService.Track), Frame.Parser, Frame.Descriptor, FrameLandmarks.Parser),
            GuardedMethod.Metadata,
            static (service, frames, answers, call) => service.Track(frames, answers, call));
        context.AddUnaryMethod(
            Create(
                MethodType.Unary, nameof(FaceLandmarkerService.GetModel), GetModelRequest.Parser, GetModelRequest.Descriptor, ModelDescription.Parser),
            GuardedMethod.Metadata,
            static (service, request, call) => service.GetModel(request, call));
    }

    private Method<TRequest, TResponse> Create<TRequest, TResponse>(
        MethodType type,
        string name,
        MessageParser<TRequest> requestParser,
        Google.Protobuf.Reflection.MessageDescriptor request,
        MessageParser<TResponse> responseParser)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => GuardedMethod.Create(
            type, FaceLandmarker.Descriptor, name, requestParser, request, responseParser, requests.Value.MaxFaces);
}
