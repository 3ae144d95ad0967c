using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Sizing;

namespace MuSiCa.Service.Hosting;

/// <summary>Tells apart what whoever starts the service can put right from what is a fault of the service.</summary>
internal static class StartupFailure
{
    /// <summary>What to put right; null for an exception that says nothing to whoever starts the service.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        OptionsValidationException settings => Settings(settings.Failures),
        AggregateException { InnerExceptions: var all } when all.All(static one => one is OptionsValidationException) =>
            Settings(all.Cast<OptionsValidationException>().SelectMany(static one => one.Failures)),
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } binding =>
            Settings([binding.InnerException is FormatException why ? $"{binding.Message} {why.Message}" : binding.Message]),
        ModelPackageException package => $"{package.Message}{Environment.NewLine}The settings MuSiCa:Model:Path and "
            + "MuSiCa:Finding:Path name the folders of the model and of the finder.",
        ExecutionProviderException provider => $"{provider.Message} (setting MuSiCa:Inference:Provider)",
        IOException { InnerException: AddressInUseException } address =>
            $"{address.Message} Stop what listens there, or choose another port with ASPNETCORE_HTTP_PORTS, or for gRPC with "
                + "MuSiCa__Grpc__Port.",
        ContainerTooSmallException memory => memory.Message,
        ListenAddressException address => address.Message,
        InvalidDataException { InnerException: FormatException { InnerException: JsonException cause } } file =>
            $"{file.Message} {cause.Message}",
        _ when IsOfTheServer(exception) => Listening(exception),
        _ => null,
    };

    // Of addresses, certificates and the like, which only the server itself can judge.
    private static bool IsOfTheServer(Exception exception) => new StackTrace(exception).GetFrames()
        .Any(static frame => frame.GetMethod()?.DeclaringType?.Assembly == typeof(KestrelServer).Assembly);

    private static string Listening(Exception exception) => exception switch
    {
        InvalidOperationException when exception.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) =>
            "An https address needs a certificate: name its file with Kestrel__Certificates__Default__Path, and its key with "
                + "Kestrel__Certificates__Default__KeyPath or Kestrel__Certificates__Default__Password.",
        CryptographicException or FileNotFoundException or DirectoryNotFoundException =>
            $"The certificate of Kestrel:Certificates or Kestrel:Endpoints cannot be used: {FirstLine(exception)}",
        _ => $"The server cannot listen where ASPNETCORE_URLS, ASPNETCORE_HTTP_PORTS, Kestrel:Endpoints or MuSiCa:Grpc:Port say: "
            + FirstLine(exception),
    };

    private static string FirstLine(Exception exception) => exception.Message.ReplaceLineEndings("\n").Split('\n')[0];

    private static string Settings(IEnumerable<string> failures) =>
        $"The settings cannot be used:{string.Concat(failures.Select(static failure => $"{Environment.NewLine}  {failure}"))}";
}
