using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Security;

/// <summary>Settings <c>MuSiCa:Security:RateLimits</c>: how much one key, or one address, may ask for in a minute. 0 is no limit.</summary>
internal sealed record RateLimitSettings : ISettings
{
    private const int Most = 100_000_000;

    public static string Section => "MuSiCa:Security:RateLimits";

    /// <summary>Requests a minute of one key; a stream of frames is one.</summary>
    [Between(0, Most, "requests a minute")]
    public int KeyRequests { get; init; }

    /// <summary>Megapixels a minute of one key: width times height of each image, as its header says.</summary>
    [Between(0, Most, "megapixels a minute")]
    public int KeyMegapixels { get; init; }

    /// <summary>Requests a minute of one address; of IPv6 the first 64 bits.</summary>
    [Between(0, Most, "requests a minute")]
    public int AddressRequests { get; init; }

    /// <summary>Megapixels a minute of one address.</summary>
    [Between(0, Most, "megapixels a minute")]
    public int AddressMegapixels { get; init; }

    /// <summary>What may come at once: as much as is allowed in this time, and one request at least.</summary>
    [Duration("1s", "1h")]
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether requests are counted.</summary>
    public bool CountsRequests() => KeyRequests > 0 || AddressRequests > 0;

    /// <summary>Whether pixels are counted.</summary>
    public bool CountsMegapixels() => KeyMegapixels > 0 || AddressMegapixels > 0;
}
