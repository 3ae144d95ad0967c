using System.Net;
using System.Net.Sockets;
using MuSiCa.Cli.Tests;

namespace MuSiCa.Service.Tests;

public sealed class PrivacyTests
{
    // ONNX Runtime, left to itself, looks its maker's host up some seconds after the first session.
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Service_EmptyNetworkAndFreshHome_WritesNoFileAndLooksNothingUp()
    {
        using var network = EmptyNetwork.CreateOrSkip();
        string folder = Directory.CreateTempSubdirectory("musica-privacy-").FullName;
        string socket = Path.Combine(folder, "socket");
        using var service = new ServiceProcess(
            [],
            [
                ("MuSiCa__Model__Path", TestPaths.TinyModel),
                ("MuSiCa__Inference__Provider", "cpu"),
                ("MuSiCa__Grpc__Port", "0"),
                ("ASPNETCORE_URLS", $"http://unix:{socket}"),
            ],
            network,
            "Ready: the model was warmed");
        await service.SaidAsync();

        // A socket in the file system is reached from any network namespace.
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        using (HttpResponseMessage answer = await client.PostAsync(new Uri("http://service/v1/landmarks"), new ByteArrayContent(TestImages.Png)))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await Task.Delay(Watch);
        service.Terminate();

        Assert.Equal(0, await service.ExitAsync());
        Assert.Empty(network.FilesAtHome());
        Assert.Empty(network.Attempts());
        Directory.Delete(folder, recursive: true);
    }
}
