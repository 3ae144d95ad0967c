using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Security;

/// <summary>
/// Limits how many pixels one key, or one address, has decoded: what an image costs follows its pixels, and their number is in its header.
/// Thread-safe.
/// </summary>
internal sealed class PixelLimits : IDisposable
{
    // Of a megapixel: finer than any image that is worth counting.
    private const int Tokens = 100;
    private const double PixelsPerToken = 1e6 / Tokens;

    private readonly ServiceMetrics _metrics;
    private readonly (PartitionedRateLimiter<HttpContext> Buckets, int Most)[] _limits;

    public PixelLimits(IOptions<RateLimitSettings> settings, ServiceMetrics metrics)
    {
        _metrics = metrics;
        RateLimitSettings limits = settings.Value;
        TokenBucketRateLimiterOptions? ofKey = TokenBuckets.Of(limits.KeyMegapixels, limits.Burst, Tokens);
        TokenBucketRateLimiterOptions? ofAddress = TokenBuckets.Of(limits.AddressMegapixels, limits.Burst, Tokens);
        _limits = limits.CountsMegapixels()
            ? [(TokenBuckets.ByKey(ofKey), MostOf(ofKey)), (TokenBuckets.ByAddress(ofAddress), MostOf(ofAddress))]
            : [];
    }

    /// <summary>Takes pixels out of the buckets of whoever sent them.</summary>
    /// <param name="http">The request.</param>
    /// <param name="pixels">How many; more than a bucket holds empties a full one.</param>
    /// <returns>Why they are not decoded; null where they may be.</returns>
    public Problem? Refuse(HttpContext http, long pixels)
    {
        foreach ((PartitionedRateLimiter<HttpContext> buckets, int most) in _limits)
        {
            using RateLimitLease lease = buckets.AttemptAcquire(http, (int)Math.Clamp(Math.Ceiling(pixels / PixelsPerToken), 1, most));
            if (!lease.IsAcquired)
            {
                _metrics.Refused(ServiceMetrics.ForRate);
                return TokenBuckets.Refusal(lease, "megapixels");
            }
        }

        return null;
    }

    public void Dispose() => Array.ForEach(_limits, static limit => limit.Buckets.Dispose());

    private static int MostOf(TokenBucketRateLimiterOptions? options) => options?.TokenLimit ?? int.MaxValue;
}
