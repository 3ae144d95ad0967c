using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using MuSiCa.Cascade;

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
            Settings([binding.Message]),
        ModelPackageException package => $"{package.Message}{Environment.NewLine}The settings MuSiCa:Model:Path and "
            + "MuSiCa:Finding:Path name the folders of the model and of the finder.",
        ExecutionProviderException provider => $"{provider.Message} (setting MuSiCa:Inference:Provider)",
        IOException { InnerException: AddressInUseException } address =>
            $"{address.Message} Stop what listens there, or choose another port with ASPNETCORE_HTTP_PORTS, or for gRPC with "
                + "MuSiCa__Grpc__Port.",
        _ => null,
    };

    private static string Settings(IEnumerable<string> failures) =>
        $"The settings cannot be used:{string.Concat(failures.Select(static failure => $"{Environment.NewLine}  {failure}"))}";
}
