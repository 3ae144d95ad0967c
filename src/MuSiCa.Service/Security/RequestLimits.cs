using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Security;

/// <summary>Limits how many requests one key, or one address, makes: the framework's middleware, with the buckets of the settings.</summary>
internal sealed class RequestLimits(IOptions<RateLimitSettings> settings, ServiceMetrics metrics) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        RateLimitSettings limits = settings.Value;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            TokenBuckets.ByKey(TokenBuckets.Of(limits.KeyRequests, limits.Burst)),
            TokenBuckets.ByAddress(TokenBuckets.Of(limits.AddressRequests, limits.Burst)));
        options.OnRejected = RefuseAsync;
    }

    private ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        metrics.Refused(ServiceMetrics.ForRate);
        return new ValueTask(rejected.HttpContext.RefuseAsync(TokenBuckets.Refusal(rejected.Lease, "requests")));
    }
}
