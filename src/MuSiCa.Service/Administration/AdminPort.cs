using System.Net.Mime;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Models;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Administration;

/// <summary>
/// What the operator asks, on a port of its own: by the port that a connection came to and not by the header <c>Host</c>, which a caller
/// writes.
/// </summary>
internal static class AdminPort
{
    /// <summary>Reads the models again.</summary>
    public const string ReloadPath = "/admin/reload";

    private const string Prefix = "/admin";
    private static readonly string[] Served = [Prefix, MetricsEndpoint.Path, "/health", "/v1/models"];

    /// <summary>Keeps what belongs to one port from the others.</summary>
    public static IApplicationBuilder UseAdminPort(this IApplicationBuilder app)
    {
        AdminSettings settings = Settings(app.ApplicationServices);
        return settings.Port == 0 ? app : app.Use((http, next) =>
        {
            bool isServed = IsOn(settings, http)
                ? Served.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
                : !http.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase)
                    && !(settings.MetricsHereOnly
                        && http.Request.Path.StartsWithSegments(MetricsEndpoint.Path, StringComparison.OrdinalIgnoreCase));
            return isServed ? next(http) : NothingHereAsync(http);
        });
    }

    /// <summary>Whether a request came to the admin port, where nobody is asked for a key: who may reach it is its address.</summary>
    public static bool IsOn(HttpContext http) => IsOn(Settings(http.RequestServices), http);

    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder routes)
    {
        if (Settings(routes.ServiceProvider).Port != 0)
        {
            routes.MapPost(ReloadPath, ReloadAsync).ExcludeFromDescription();
        }

        return routes;
    }

    private static async Task<IResult> ReloadAsync(ModelReloader reloader, CancellationToken cancellationToken)
    {
        ReloadResult result = await reloader.ReloadAsync(cancellationToken);
        return result.Reason is { } reason
            ? new ProblemResult(new Problem(ProblemTypes.ModelsUnusable, $"The models stay as they are. {reason}"))
            : TypedResults.Json(result, ServiceJson.Answers.ReloadResult, MediaTypeNames.Application.Json);
    }

    private static AdminSettings Settings(IServiceProvider services) => services.GetRequiredService<IOptions<AdminSettings>>().Value;

    private static bool IsOn(AdminSettings settings, HttpContext http) => settings.Port != 0 && http.Connection.LocalPort == settings.Port;

    // The page of the status code is written by what stands around this.
    private static Task NothingHereAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
