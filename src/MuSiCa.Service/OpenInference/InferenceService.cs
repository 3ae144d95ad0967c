using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Protos.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Health;
using MuSiCa.Service.Models;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.OpenInference;

/// <summary>The service <c>inference.GRPCInferenceService</c>; <see cref="InferenceMethods"/> binds its methods.</summary>
internal sealed class InferenceService(InferHandler infer, ModelCatalog models, HealthCheckService health, ProblemReporter problems)
{
    public async Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        new() { Live = await health.FindProblemAsync(LivenessCheck.Name, context.CancellationToken) is null };

    public async Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        new() { Ready = await IsReadyAsync(context) };

    public async Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        Find(request.Name, request.Version, context);
        return new ModelReadyResponse { Ready = await IsReadyAsync(context) };
    }

    public static Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) => Task.FromResult(
        new ServerMetadataResponse { Name = InferenceEndpoints.ServerName, Version = Telemetry.ServiceVersion.Text });

    public Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        ModelPackage package = Find(request.Name, request.Version, context);
        return Task.FromResult(new ModelMetadataResponse
        {
            Name = package.Name,
            Versions = { package.Version },
            Platform = InferenceEndpoints.Platform,
            Inputs = { InferenceTensors.Inputs.Select(Write) },
            Outputs = { InferenceTensors.Outputs(package).Select(Write) },
        });
    }

    public Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) => infer.HandleAsync(request, context);

    private static ModelMetadataResponse.Types.TensorMetadata Write(InferenceTensor tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape } };

    private async Task<bool> IsReadyAsync(ServerCallContext context) =>
        await health.FindProblemAsync(ReadinessCheck.Name, context.CancellationToken) is null;

    private ModelPackage Find(string name, string version, ServerCallContext context)
    {
        try
        {
            return models.Find(name, version);
        }
        catch (ProblemException exception)
        {
            throw GrpcProblem.ToException(problems.Report(context.GetHttpContext(), exception));
        }
    }
}

/// <summary>The methods of <c>inference.GRPCInferenceService</c>, whose messages are looked through before they are parsed.</summary>
internal sealed class InferenceMethods(IOptions<RequestOptions> requests) : IServiceMethodProvider<InferenceService>
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<InferenceService> context)
    {
        Add(context, nameof(InferenceService.ServerLive), ServerLiveRequest.Parser, ServerLiveResponse.Parser, static (service, request, call) => service.ServerLive(request, call));
        Add(context, nameof(InferenceService.ServerReady), ServerReadyRequest.Parser, ServerReadyResponse.Parser, static (service, request, call) => service.ServerReady(request, call));
        Add(context, nameof(InferenceService.ModelReady), ModelReadyRequest.Parser, ModelReadyResponse.Parser, static (service, request, call) => service.ModelReady(request, call));
        Add(context, nameof(InferenceService.ServerMetadata), ServerMetadataRequest.Parser, ServerMetadataResponse.Parser, static (_, request, call) => InferenceService.ServerMetadata(request, call));
        Add(context, nameof(InferenceService.ModelMetadata), ModelMetadataRequest.Parser, ModelMetadataResponse.Parser, static (service, request, call) => service.ModelMetadata(request, call));
        Add(context, nameof(InferenceService.ModelInfer), ModelInferRequest.Parser, ModelInferResponse.Parser, static (service, request, call) => service.ModelInfer(request, call));
    }

    private void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<InferenceService> context,
        string name,
        MessageParser<TRequest> request,
        MessageParser<TResponse> response,
        UnaryServerMethod<InferenceService, TRequest, TResponse> invoke)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> => context.AddUnaryMethod(
            GuardedMethod.Create(
                MethodType.Unary, GRPCInferenceService.Descriptor, name, request, new TRequest().Descriptor, response, requests.Value.MaxFaces),
            GuardedMethod.Metadata,
            invoke);
}
