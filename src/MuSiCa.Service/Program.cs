using MuSiCa.Service.Health;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Sizing;

if (HelpCommand.IsRequested(args))
{
    HelpCommand.Write(Console.Out);
    return 0;
}

NativeHeap.TryReturnLargePieces();
try
{
    if (HealthCheckCommand.IsRequested(args))
    {
        WebApplicationBuilder sameSettings = ServiceHost.CreateBuilder(HealthCheckCommand.WithoutSwitch(args));
        return await HealthCheckCommand.RunAsync(sameSettings.Configuration, Console.Out);
    }

    WebApplication app = ServiceHost.CreateBuilder(args).AddService().Build();
    return await app.RunServiceAsync();
}
catch (Exception exception) when (StartupFailure.Describe(exception) is { } message)
{
    // There is no log yet.
    await Console.Error.WriteLineAsync($"The service cannot start. {message}");
    return 1;
}
