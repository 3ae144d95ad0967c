using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Hosting;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Health;

/// <summary>Whether the process should be left running.</summary>
internal sealed class LivenessCheck(ModelHealth health) : IHealthCheck
{
    public const string Name = "live";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(health.NotLive().ToResult());
}

/// <summary>Whether requests should be sent; what gRPC tells of the server and of its service.</summary>
/// <remarks>
/// The official gRPC service begins a <c>Watch</c> with what the check says now and goes on with changes of what was last published.
/// A change back in between would never be told. So this publishes whatever it says.
/// </remarks>
internal sealed class ReadinessCheck : IHealthCheck, IDisposable
{
    public const string Name = "ready";

    private readonly Lock _lock = new();
    private readonly ServiceState _state;
    private readonly ModelHealth _health;
    private readonly HealthServiceImpl _watched;

    public ReadinessCheck(ServiceState state, ModelHealth health, HealthServiceImpl watched)
    {
        _state = state;
        _health = health;
        _watched = watched;
        state.PhaseEntered += Follow;
        Publish();
    }

    /// <summary>What gRPC knows it as: the server as a whole, and its service.</summary>
    public static IReadOnlyList<string> GrpcServices { get; } = [string.Empty, FaceLandmarker.Descriptor.FullName];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Publish().ToResult());

    public void Dispose() => _state.PhaseEntered -= Follow;

    private void Follow(ServicePhase phase) => Publish();

    private Problem? Publish()
    {
        // So that what is told last is what was found last.
        lock (_lock)
        {
            Problem? problem = _health.NotReady();
            HealthCheckResponse.Types.ServingStatus status = problem is null
                ? HealthCheckResponse.Types.ServingStatus.Serving
                : HealthCheckResponse.Types.ServingStatus.NotServing;
            foreach (string service in GrpcServices)
            {
                _watched.SetStatus(service, status);
            }

            return problem;
        }
    }
}
