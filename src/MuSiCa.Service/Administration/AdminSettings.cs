using System.ComponentModel.DataAnnotations;
using System.Net;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Administration;

/// <summary>Settings <c>MuSiCa:Admin</c>: a port for the operator.</summary>
internal sealed record AdminSettings : ISettings, IValidatableObject
{
    public static string Section => "MuSiCa:Admin";

    /// <summary>
    /// Port on which models are read again (<c>POST /admin/reload</c>) and metrics and health are answered without a key; 0 for none.
    /// Where the configuration has <c>Kestrel:Endpoints</c> one of them must listen on it.
    /// </summary>
    [Between(0, 65_535, "(a port, or 0 for none)")]
    public int Port { get; init; }

    /// <summary>The address that the port is opened on: by default only this machine reaches it.</summary>
    public string Address { get; init; } = IPAddress.Loopback.ToString();

    /// <summary>Whether <c>/metrics</c> is answered on this port alone.</summary>
    public bool MetricsHereOnly { get; init; }

    /// <summary>The address as a URL without a path.</summary>
    public static string UrlOf(string address, int port) =>
        FormattableString.Invariant($"http://{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}:{port}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(Address), $"\"{Address}\"", $"it must be an IP address, such as 127.0.0.1, or 0.0.0.0 for every one of this machine"));
        }

        if (MetricsHereOnly && Port == 0)
        {
            yield return new ValidationResult(SettingsRules.Refusal(nameof(MetricsHereOnly), true, $"it needs {nameof(Port)} to be set"));
        }
    }
}
