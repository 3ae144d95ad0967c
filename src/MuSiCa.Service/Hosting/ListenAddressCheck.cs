using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MuSiCa.Service.Hosting;

/// <summary>A setting names an address where the server cannot listen.</summary>
internal sealed class ListenAddressException(string message) : Exception(message);

/// <summary>Says what is wrong with an address before the server takes it for another one.</summary>
internal static class ListenAddressCheck
{
    /// <summary>Checks all addresses, once <see cref="ListenAddresses.Complete"/> has added that of gRPC.</summary>
    /// <exception cref="ListenAddressException">One of them is none.</exception>
    public static void Run(IConfiguration configuration)
    {
        foreach (IConfigurationSection endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            string name = $"Kestrel:Endpoints:{endpoint.Key}:Url";
            CheckUrl(name, endpoint["Url"] ?? throw new ListenAddressException($"{name} is missing."));
            CheckProtocols(endpoint);
        }

        CheckProtocols(configuration.GetSection("Kestrel:EndpointDefaults"));
        string[] urls = ListenAddresses.Split(configuration[WebHostDefaults.ServerUrlsKey]);
        Array.ForEach(urls, static url => CheckUrl("ASPNETCORE_URLS, or --urls,", url));
        CheckPorts("ASPNETCORE_HTTP_PORTS", configuration[WebHostDefaults.HttpPortsKey]);
        CheckPorts("ASPNETCORE_HTTPS_PORTS", configuration[WebHostDefaults.HttpsPortsKey]);
        CheckTwice(urls);
        CheckTwice(
        [
            .. ListenAddresses.Split(configuration[WebHostDefaults.HttpPortsKey]),
            .. ListenAddresses.Split(configuration[WebHostDefaults.HttpsPortsKey]),
        ]);
    }

    // The port of gRPC is one of them by now.
    private static void CheckTwice(string[] addresses)
    {
        if (addresses.GroupBy(static address => address).FirstOrDefault(static same => same.Count() > 1 && !same.Key.EndsWith(":0", StringComparison.Ordinal))
            is { Key: var twice })
        {
            throw new ListenAddressException(
                $"Two of REST, gRPC and admin are to listen on {twice}; choose another port for one of them (MuSiCa:Grpc:Port, MuSiCa:Admin:Port).");
        }
    }

    private static void CheckProtocols(IConfigurationSection endpoint)
    {
        // Others are taken for the default in silence.
        if (endpoint["Protocols"] is { } protocols && !Enum.TryParse<HttpProtocols>(protocols, ignoreCase: true, out _))
        {
            throw new ListenAddressException(
                $"{endpoint.Path}:Protocols is \"{protocols}\"; it must be one of {string.Join(", ", Enum.GetNames<HttpProtocols>())}.");
        }
    }

    private static void CheckUrl(string setting, string url)
    {
        // The server itself takes http://127.0.0.1:80a for a host of that name, which is every address, and listens on port 80.
        const string Rule = "it must be like http://127.0.0.1:8080, http://+:8080, https://[::]:8443 or http://unix:/run/musica.sock";
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new ListenAddressException($"{setting} has \"{url}\"; {Rule}.");
        }

        bool isHost = address.IsUnixPipe || address.IsNamedPipe
            || (address.Host is { Length: > 0 } host && (!host.Contains(':') || IPAddress.TryParse(host, out _)));
        if (address.Scheme is not ("http" or "https") || !isHost || address.PathBase.Length > 0 || address.Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new ListenAddressException($"{setting} has \"{url}\"; {Rule}.");
        }
    }

    private static void CheckPorts(string setting, string? ports)
    {
        foreach (string port in ListenAddresses.Split(ports))
        {
            if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > IPEndPoint.MaxPort)
            {
                throw new ListenAddressException($"{setting} has \"{port}\"; it must be a port from 0 to {IPEndPoint.MaxPort}, or several with ; between.");
            }
        }
    }
}
