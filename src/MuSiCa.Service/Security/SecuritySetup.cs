using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MuSiCa.Service.Security;

/// <summary>What stands between the network and the service: origins, keys, rates. What is not set costs nothing.</summary>
internal static class SecuritySetup
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    public static IServiceCollection AddSecurity(this IServiceCollection services) => services
        .AddSingleton<ApiKeys>()
        .AddSingleton<KeyGate>()
        .AddSingleton<PixelLimits>()
        .AddCors()
        .AddRateLimiter(static _ => { })
        .AddSingleton<IConfigureOptions<RateLimiterOptions>, RequestLimits>();

    /// <summary>Allows the origins of the settings; to be put where every answer passes, problems included.</summary>
    public static IApplicationBuilder UseAllowedOrigins(this IApplicationBuilder app)
    {
        string[] origins = app.ApplicationServices.GetRequiredService<IOptions<SecuritySettings>>().Value.Origins();
        return origins.Length == 0 ? app : app.UseCors(policy => Allow(policy, origins)
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            .AllowAnyHeader()
            .WithExposedHeaders(HeaderNames.RetryAfter)
            .SetPreflightMaxAge(PreflightAge));
    }

    /// <summary>Asks for keys, and limits the rates of those who have one and of everyone.</summary>
    public static IApplicationBuilder UseKeysAndLimits(this IApplicationBuilder app)
    {
        app.Use(app.ApplicationServices.GetRequiredService<KeyGate>().RunAsync);
        return app.ApplicationServices.GetRequiredService<IOptions<RateLimitSettings>>().Value.CountsRequests() ? app.UseRateLimiter() : app;
    }

    private static CorsPolicyBuilder Allow(CorsPolicyBuilder policy, string[] origins) =>
        origins.Contains(SecuritySettings.AnyOrigin) ? policy.AllowAnyOrigin() : policy.WithOrigins(origins);
}
