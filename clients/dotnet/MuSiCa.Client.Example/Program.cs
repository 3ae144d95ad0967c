using System.CommandLine;
using MuSiCa.Client;
using MuSiCa.Client.Example;

var root = new RootCommand("Asks a service for landmarks.")
{
    PhotoCommand.Create(), FolderCommand.Create(), VideoCommand.CreateVideo(), VideoCommand.CreateWebcam(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is MusicaException or TimeoutException or IOException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
