using System.Net;

namespace MuSiCa.Service.Security;

/// <summary>Warns of a service that everyone on the network may use as much as they like, without anybody having said so.</summary>
internal static partial class OpenDoor
{
    private const string CertificateMode = "ClientCertificateMode";
    private const string CertificateRequired = "RequireCertificate";

    /// <summary>Logs one line where it is so.</summary>
    /// <param name="addresses">Where the service listens.</param>
    /// <param name="settings">Who may ask what of it.</param>
    /// <param name="configuration">Says whether the server asks for certificates.</param>
    /// <param name="logger">Is told.</param>
    public static void Warn(IEnumerable<string> addresses, SecuritySettings settings, IConfiguration configuration, ILogger logger)
    {
        string[] open = [.. addresses.Where(static address => !IsLocal(address))];
        bool isGuarded = settings.Keys is { Count: > 0 }
            || settings.RateLimits.CountsRequests() || settings.RateLimits.CountsMegapixels()
            || AsksForCertificates(configuration);
        if (open.Length > 0 && !isGuarded)
        {
            LogOpen(logger, string.Join(", ", open));
        }
    }

    /// <summary>Whether an address is reached from this machine alone.</summary>
    internal static bool IsLocal(string address)
    {
        BindingAddress parsed = BindingAddress.Parse(address);
        return parsed.IsUnixPipe
            || string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
    }

    private static bool AsksForCertificates(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Endpoints").GetChildren().Append(configuration.GetSection("Kestrel:EndpointDefaults"))
            .Any(static endpoint => string.Equals(endpoint[CertificateMode], CertificateRequired, StringComparison.OrdinalIgnoreCase));

    [LoggerMessage(LogLevel.Warning, "Everyone who reaches {Addresses} may use the service without limit. Set MuSiCa:Security:Keys, or "
        + "MuSiCa:Security:RateLimits, or listen on 127.0.0.1 (docs/security.md)")]
    private static partial void LogOpen(ILogger logger, string addresses);
}
