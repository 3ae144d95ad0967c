using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://localhost:8080;http://localhost:8081", "REST on http://localhost:8080 (try /swagger), gRPC on http://localhost:8081")]
    [InlineData("http://[::]:8080;http://[::]:8081", "REST on http://localhost:8080 (try /swagger), gRPC on http://localhost:8081")]
    [InlineData("http://0.0.0.0:9000", "REST on http://localhost:9000 (try /swagger)")]
    [InlineData("http://10.0.0.7:80", "REST on http://10.0.0.7:80 (try /swagger)")]
    [InlineData("http://unix:/run/musica.sock", "REST on http://unix:/run/musica.sock (try /swagger)")]
    public void Describe_Addresses_TellsWhatToCall(string addresses, string expected)
    {
        var server = new FeatureCollection();
        var feature = new ServerAddressesFeature();
        foreach (string address in addresses.Split(';'))
        {
            feature.Addresses.Add(address);
        }

        server.Set<IServerAddressesFeature>(feature);

        Assert.Equal(expected, ListenAddresses.Describe(server, new ConfigurationBuilder().Build()));
    }

    [Theory]
    [InlineData("http_ports", "8080", "http://*:8080;http://*:8081;http://127.0.0.1:8082")]
    [InlineData("urls", "http://localhost:9000", "http://localhost:9000;http://localhost:8081;http://127.0.0.1:8082")]
    public void Complete_AdminPort_StandsBesideTheOthersOnLoopback(string name, string value, string expected)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [name] = value, ["MuSiCa:Admin:Port"] = "8082" }).Build();

        ListenAddresses.Complete(configuration);

        Assert.Equal(expected, configuration["urls"]);
        Assert.Null(configuration["http_ports"]);
    }
}
