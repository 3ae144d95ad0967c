using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Security;

/// <summary>
/// Lets calls through that bring a known key, where keys are set: <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>, which are
/// metadata in gRPC. Who asks how the service is, or reads its pages, needs none.
/// </summary>
internal sealed class KeyGate(ApiKeys keys, ServiceMetrics metrics)
{
    /// <summary>The header for a key alone.</summary>
    public const string Header = "X-Api-Key";

    private const string Scheme = "Bearer ";

    /// <summary>Runs a request, or refuses it.</summary>
    public Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (!keys.IsOn || !http.IsCall())
        {
            return next(http);
        }

        KeyTable table = keys.Table;
        string? key = KeyOf(http.Request);
        if (key is null)
        {
            return RefuseAsync(http, new Problem(ProblemTypes.KeyRequired,
                $"The service asks for a key. Send it as Authorization: Bearer KEY, or as {Header}: KEY; over gRPC as metadata."));
        }

        if (table.Find(key) is not { } owner)
        {
            return RefuseAsync(http, new Problem(ProblemTypes.KeyUnknown,
                "The key is none of those that the service knows. Ask its operator for one."));
        }

        http.Features.Set(owner);
        if (table.Owners.Count > 1)
        {
            // A greedy owner with many connections takes no more than one; an only owner shares with nobody.
            http.Features.Set(owner.Share);
        }

        return next(http);
    }

    // One of the two: which of several would count is nobody's guess.
    private static string? KeyOf(HttpRequest request)
    {
        StringValues own = request.Headers[Header];
        StringValues authorization = request.Headers[HeaderNames.Authorization];
        return (own, authorization) switch
        {
            ([{ Length: > 0 } key], []) => key.Trim(),
            ([], [{ } value]) when value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) => value[Scheme.Length..].Trim(),
            ([{ Length: > 0 } key], [{ } value]) when value == Scheme + key => key,
            _ => null,
        };
    }

    private Task RefuseAsync(HttpContext http, Problem problem)
    {
        metrics.Refused(ServiceMetrics.ForKey);
        return http.RefuseAsync(problem);
    }
}
