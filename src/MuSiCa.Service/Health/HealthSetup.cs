using Microsoft.Extensions.Diagnostics.HealthChecks;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Health;

/// <summary>The health checks of the service, which REST and <c>grpc.health.v1.Health</c> tell.</summary>
internal static class HealthSetup
{
    // How long who watches by gRPC may not know that a model fails or hangs. Phases are told at once.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<ModelHealth>().AddSingleton<ReadinessCheck>();
        services
            .AddGrpcHealthChecks(static options =>
            {
                foreach (string service in ReadinessCheck.GrpcServices)
                {
                    options.Services.Map(service, static check => check.Name == ReadinessCheck.Name);
                }
            })
            .AddCheck<LivenessCheck>(LivenessCheck.Name)
            .AddCheck<ReadinessCheck>(ReadinessCheck.Name);
        services.Configure<HealthCheckPublisherOptions>(static options =>
        {
            options.Delay = TimeSpan.Zero;
            options.Period = Period;
            options.Predicate = static check => check.Name == ReadinessCheck.Name;
        });

        // It logs every "no" as an error. Who asks is told, and what changes is logged where it does.
        services.AddLogging(static logging =>
            logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.Critical));
        return services;
    }

    /// <summary>Runs one check now.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static async Task<Problem?> FindProblemAsync(this HealthCheckService health, string check, CancellationToken cancellationToken)
    {
        HealthReport report = await health.CheckHealthAsync(registration => registration.Name == check, cancellationToken);
        return (Problem?)report.Entries[check].Data.GetValueOrDefault(nameof(Problem));
    }

    /// <summary>What a check says, with the problem itself for <see cref="FindProblemAsync"/>.</summary>
    public static HealthCheckResult ToResult(this Problem? problem) => problem is null
        ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy(problem.Detail, data: new Dictionary<string, object> { [nameof(Problem)] = problem });
}
