using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Example;

/// <summary>The clients, as a program with a host would have them too, and the option that says where the service is.</summary>
internal static class Clients
{
    public static ServiceProvider Create(Action<MusicaClientOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddMusicaClient(configure);
        return services.BuildServiceProvider();
    }

    public static Option<Uri> Url(string address) => new("--url")
    {
        Description = "Where the service is.",
        DefaultValueFactory = _ => new Uri(address),
        CustomParser = Parse,
    };

    private static Uri? Parse(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"\"{text}\" is no address; write http://host:port.");
        return null;
    }
}
