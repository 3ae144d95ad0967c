using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Hosting;

/// <summary>Bounds what the server holds for those who are connected: how many they are, and for how long and how much each may wait.</summary>
internal sealed partial class ServerLimits(IOptions<HttpSettings> settings, ILogger<ServerLimits> logger) : IConfigureOptions<KestrelServerOptions>
{
    /// <summary>Connections where nothing else is set and descriptors are plenty.</summary>
    public const int MostConnections = 8192;

    /// <summary>Descriptors that are kept for everything but connections. The service has fewer than 300 open.</summary>
    public const int OtherDescriptors = 512;

    // Beyond these the server reads no more from a connection, and answers wait for their client.
    private const int UnreadBytes = 128 * 1024;
    private const int UnsentBytes = 16 * 1024;

    // Bodies are counted by MuSiCa:Requests:MaxBytes where they are taken; nobody else takes one.
    private const int OtherBody = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(30);

    /// <summary>Descriptors that this process may have; null where the system does not say.</summary>
    public static int? Descriptors { get; } = ReadDescriptors("/proc/self/limits");

    public void Configure(KestrelServerOptions options)
    {
        HttpSettings http = settings.Value;
        KestrelServerLimits limits = options.Limits;
        limits.MaxConcurrentConnections = ConnectionsWithin(http.MaxConnections, Descriptors);
        limits.MaxRequestBufferSize = UnreadBytes;
        limits.MaxResponseBufferSize = UnsentBytes;
        limits.MaxRequestBodySize = OtherBody;
        limits.MaxRequestLineSize = 2 * RequestSizes.MaxAddress;
        limits.MaxRequestHeadersTotalSize = 2 * RequestSizes.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = 2 * RequestSizes.MaxHeaders;
        limits.RequestHeadersTimeout = http.HeaderTimeout;
        limits.KeepAliveTimeout = http.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(http.MinBodyRate, Grace);
        limits.MinResponseDataRate = new MinDataRate(http.MinAnswerRate, Grace);
        limits.Http2.MaxStreamsPerConnection = http.CallsPerConnection;
        limits.Http2.KeepAlivePingDelay = Ping;
    }

    /// <summary>Says so where the process may have so few descriptors that it serves fewer connections than it could.</summary>
    public void Describe()
    {
        int wanted = settings.Value.MaxConnections == 0 ? MostConnections : settings.Value.MaxConnections;
        if (Descriptors is { } descriptors && ConnectionsWithin(settings.Value.MaxConnections, descriptors) is var connections && connections < wanted)
        {
            LogFewDescriptors(descriptors, connections, wanted, wanted + OtherDescriptors);
        }
    }

    /// <summary>The connections that a process can serve without ever running out of descriptors.</summary>
    /// <param name="asked">The setting.</param>
    /// <param name="descriptors">Descriptors that it may have; null where that is not known.</param>
    public static int ConnectionsWithin(int asked, int? descriptors) => Math.Min(
        asked == 0 ? MostConnections : asked,
        descriptors is { } all ? Math.Max(all - OtherDescriptors, Math.Max(1, all / 4)) : int.MaxValue);

    /// <summary>Reads the limit in force from what Linux tells of a process.</summary>
    public static int? ReadDescriptors(string path)
    {
        const string Name = "Max open files";
        if (!File.Exists(path)
            || File.ReadLines(path).FirstOrDefault(static line => line.StartsWith(Name, StringComparison.Ordinal)) is not { } line)
        {
            return null;
        }

        string soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? (int)Math.Min(limit, int.MaxValue) : null;
    }

    [LoggerMessage(LogLevel.Warning, "The process may have {Descriptors} files open (ulimit -n), so that it takes {Connections} connections "
        + "at a time instead of {Wanted} (setting MuSiCa:Http:MaxConnections); allow it {Enough} or more")]
    private partial void LogFewDescriptors(int descriptors, int connections, int wanted, int enough);
}
