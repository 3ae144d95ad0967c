using MuSiCa.Grpc.Interop.Hosting;

WebApplication app = InteropHost.Build(args);
await app.RunUntilInputEndsAsync(Console.OpenStandardInput(), Console.Out);
