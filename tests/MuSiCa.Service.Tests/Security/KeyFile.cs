using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace MuSiCa.Service.Tests.Security;

/// <summary>The keys of a service as a file of settings holds them that is written anew, without the wait for the file system.</summary>
internal sealed class KeyFile : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Has these keys from now on, and no others.</summary>
    public void Write(params (string Name, string Hash)[] keys)
    {
        Data = keys.ToDictionary(
            static key => $"MuSiCa:Security:Keys:{key.Name}", static key => (string?)key.Hash, StringComparer.OrdinalIgnoreCase);
        try
        {
            OnReload();
        }
        catch (AggregateException)
        {
            // The options check themselves once more, and throw. Whoever watches a file takes no notice of that, either.
        }
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>A service that reads them.</summary>
    public TestService CreateService() => new Reader(this);

    private sealed class Reader(KeyFile file) : TestService
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureAppConfiguration(configuration => configuration.Add(file));
        }
    }
}
