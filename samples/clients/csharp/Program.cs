using System.CommandLine;
using Grpc.Core;
using MuSiCa.Samples.Client;

var root = new RootCommand("Asks a service for landmarks over gRPC.") { LocateCommand.Create(), TrackCommand.Create() };
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (RpcException exception)
{
    await Console.Error.WriteLineAsync($"{exception.StatusCode}: {exception.Status.Detail}");
    return 1;
}
