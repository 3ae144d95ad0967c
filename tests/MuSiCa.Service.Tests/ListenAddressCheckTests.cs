using Microsoft.Extensions.Configuration;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests;

public sealed class ListenAddressCheckTests
{
    [Theory]
    [InlineData("urls", "http://127.0.0.1:8080")]
    [InlineData("urls", "http://+:80;http://*:81;http://[::]:82;https://example.org:443")]
    [InlineData("urls", "http://localhost")]
    [InlineData("urls", "http://unix:/run/musica.sock")]
    [InlineData("urls", "http://127.0.0.1:0;http://127.0.0.1:0")]
    [InlineData("http_ports", "8080;9000")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Rest:Url", "http://127.0.0.1:8080")]
    [InlineData("Kestrel:EndpointDefaults:Protocols", "http2")]
    public void Run_AddressThatCanBe_IsTaken(string setting, string value) => Check((setting, value));

    [Theory]
    [InlineData("urls", "foo", "ASPNETCORE_URLS, or --urls, has \"foo\"; it must be like http://127.0.0.1:8080")]
    [InlineData("urls", "http://", "has \"http://\"")]
    [InlineData("urls", "http://127.0.0.1:8080;http://127.0.0.1:80a", "has \"http://127.0.0.1:80a\"")]
    [InlineData("urls", "http://127.0.0.1:65536", "has \"http://127.0.0.1:65536\"")]
    [InlineData("urls", "http://[::1:8080", "has \"http://[::1:8080\"")]
    [InlineData("urls", "ftp://127.0.0.1:8080", "has \"ftp://127.0.0.1:8080\"")]
    [InlineData("urls", "http://127.0.0.1:8080/base", "has \"http://127.0.0.1:8080/base\"")]
    [InlineData("http_ports", "80a", "ASPNETCORE_HTTP_PORTS has \"80a\"; it must be a port from 0 to 65535")]
    [InlineData("https_ports", "-1", "ASPNETCORE_HTTPS_PORTS has \"-1\"")]
    [InlineData("http_ports", "8081", "Two of REST, gRPC and admin are to listen on 8081; choose another port for one of them")]
    [InlineData("urls", "http://127.0.0.1:8081", "are to listen on http://127.0.0.1:8081;")]
    [InlineData("Kestrel:Endpoints:Rest:Protocols", "Http2", "Kestrel:Endpoints:Rest:Url is missing.")]
    [InlineData("Kestrel:Endpoints:Rest:Url", "nowhere", "Kestrel:Endpoints:Rest:Url has \"nowhere\"")]
    [InlineData("Kestrel:EndpointDefaults:Protocols", "Http9", "Kestrel:EndpointDefaults:Protocols is \"Http9\"; it must be one of None, Http1,")]
    public void Run_AddressThatCannotBe_NamesTheSettingAndTheValue(string setting, string value, string says)
    {
        ListenAddressException failure = Assert.Throws<ListenAddressException>(() => Check((setting, value)));

        Assert.Contains(says, StartupFailure.Describe(failure), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private static void Check(params (string Name, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .Build();
        ListenAddresses.Complete(configuration);
        ListenAddressCheck.Run(configuration);
    }
}
