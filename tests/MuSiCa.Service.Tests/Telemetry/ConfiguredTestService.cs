using Microsoft.AspNetCore.Hosting;

namespace MuSiCa.Service.Tests;

/// <summary>The service with settings outside its own section.</summary>
internal sealed class ConfiguredTestService(params (string Name, string Value)[] settings) : TestService
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach ((string name, string value) in settings)
        {
            builder.UseSetting(name, value);
        }
    }
}
