using System.CommandLine;
using System.CommandLine.Parsing;

namespace MuSiCa.Samples.Client;

/// <summary>What both commands take.</summary>
internal static class CommonOptions
{
    public static Option<Uri> Address() => new("--address")
    {
        Description = "Where gRPC is served.",
        DefaultValueFactory = static _ => new Uri("http://localhost:8081"),
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
