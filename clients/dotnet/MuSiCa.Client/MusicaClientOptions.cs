using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MuSiCa.Client;

/// <summary>Where the service is, and how it is asked.</summary>
public sealed class MusicaClientOptions
{
    /// <summary>Where REST is served; <c>http://localhost:8080</c> by default.</summary>
    [Required]
    public Uri Url { get; set; } = new("http://localhost:8080");

    /// <summary>Where gRPC is served; <c>http://localhost:8081</c> by default.</summary>
    [Required]
    public Uri GrpcUrl { get; set; } = new("http://localhost:8081");

    /// <summary>A key, where the service has keys.</summary>
    public string? Key { get; set; }

    /// <summary>What a call may take with all its attempts, 1 ms to 1 day; 30 s by default. A stream has no deadline.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is tried in all, 1 to 100; 6 by default.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 6;

    /// <summary>The wait before the second attempt, doubled with each, where the service names no time; 100 ms by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What the doubling ends at; 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class MusicaClientOptionsValidator : IValidateOptions<MusicaClientOptions>;
