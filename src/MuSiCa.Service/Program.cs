using MuSiCa.Service.Health;
using MuSiCa.Service.Hosting;

if (HealthCheckCommand.IsRequested(args))
{
    WebApplicationBuilder sameSettings = ServiceHost.CreateBuilder(HealthCheckCommand.WithoutSwitch(args));
    return await HealthCheckCommand.RunAsync(sameSettings.Configuration, Console.Out);
}

WebApplication app = ServiceHost.CreateBuilder(args).AddService().Build();
return await app.RunServiceAsync();
