using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Security;

/// <summary>One bucket of tokens for each key, or for each address, that calls take from.</summary>
internal static class TokenBuckets
{
    // Of IPv6 everyone has as many addresses as they like in the network that they are given.
    private const int NetworkBytes = 8;

    /// <summary>A bucket for each key; calls without one, and what is no call, take nothing.</summary>
    /// <param name="options">Of each bucket; null for none.</param>
    public static PartitionedRateLimiter<HttpContext> ByKey(TokenBucketRateLimiterOptions? options) =>
        Create(static http => http.Features.Get<KeyOwner>()?.Name, options);

    /// <summary>A bucket for each address.</summary>
    /// <param name="options">Of each bucket; null for none.</param>
    public static PartitionedRateLimiter<HttpContext> ByAddress(TokenBucketRateLimiterOptions? options) =>
        Create(static http => AddressOf(http.Connection.RemoteIpAddress), options);

    /// <summary>A bucket that fills steadily.</summary>
    /// <param name="perMinute">Units a minute; 0 for no bucket.</param>
    /// <param name="burst">It holds what comes in this time, and one unit at least.</param>
    /// <param name="tokens">Tokens of one unit.</param>
    public static TokenBucketRateLimiterOptions? Of(int perMinute, TimeSpan burst, int tokens = 1)
    {
        if (perMinute == 0)
        {
            return null;
        }

        double rate = (double)perMinute * tokens;
        int atATime = (int)Math.Clamp(rate / 600, 1, int.MaxValue);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = (int)Math.Clamp(rate * burst.TotalMinutes, tokens, int.MaxValue),
            TokensPerPeriod = atATime,
            ReplenishmentPeriod = TimeSpan.FromMinutes(atATime / rate),
            QueueLimit = 0,
            AutoReplenishment = false,
        };
    }

    /// <summary>What a caller is told whose bucket is empty.</summary>
    /// <param name="lease">What it got instead of tokens.</param>
    /// <param name="what">What is limited.</param>
    public static Problem Refusal(RateLimitLease lease, string what) => new(ProblemTypes.RateLimited,
        $"More {what} came from this key or address than it may send in a minute (settings {RateLimitSettings.Section}). Wait as Retry-After says.")
    {
        RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1),
    };

    /// <summary>What stands for an address: itself, or the network of 64 bits that it is in.</summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is null)
        {
            return "-";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes(), 0, NetworkBytes)
            : address.ToString();
    }

    private static PartitionedRateLimiter<HttpContext> Create(Func<HttpContext, string?> of, TokenBucketRateLimiterOptions? options) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http =>
            options is not null && http.IsCall() && of(http) is { } partition
                ? RateLimitPartition.GetTokenBucketLimiter(partition, _ => options)
                : RateLimitPartition.GetNoLimiter(string.Empty));
}
