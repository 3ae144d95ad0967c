using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Grpc;

/// <summary>The service <c>grpc.health.v1.Health</c>: serving from readiness to the signal to stop.</summary>
internal sealed class HealthService : HealthServiceImpl, IDisposable
{
    private static readonly string[] Services = [string.Empty, FaceLandmarker.Descriptor.FullName];

    private readonly ServiceState _state;

    public HealthService(ServiceState state)
    {
        _state = state;
        state.PhaseEntered += Follow;
        Follow(state.Phase);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Ends when the service has finished what it accepted, and the watcher knows: who watches would otherwise hold up its end.
    /// </remarks>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var answers = new WatchedStream(responseStream);
        Task watching = base.Watch(request, answers, context);
        await Task.WhenAny(watching, Task.WhenAll(_state.Drained, answers.ToldNotServing));
        if (watching.IsCompleted)
        {
            await watching;
        }
    }

    public void Dispose() => _state.PhaseEntered -= Follow;

    private void Follow(ServicePhase phase)
    {
        HealthCheckResponse.Types.ServingStatus status = phase == ServicePhase.Ready
            ? HealthCheckResponse.Types.ServingStatus.Serving
            : HealthCheckResponse.Types.ServingStatus.NotServing;
        Array.ForEach(Services, service => SetStatus(service, status));
    }
}
