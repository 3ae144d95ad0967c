using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

/// <summary>The port of the operator, on the program as it is started by hand.</summary>
public sealed partial class AdminPortTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musica-admin-");
    private readonly HttpClient _client = new();
    private readonly int _port = FreePort();

    public AdminPortTests()
    {
        foreach (string file in Directory.GetFiles(TestPaths.TinyModel))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    [Fact]
    public async Task Post_Reload_TellsWhatIsServed()
    {
        using ServiceProcess service = Start();
        await ReadyAsync(service);

        using HttpResponseMessage answer = await _client.PostAsync(Admin("/admin/reload"), content: null);

        Assert.Equal("""{"models":["tiny 1"],"changed":0}""", await answer.Content.ReadAsStringAsync());
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync());
    }

    [Fact]
    public async Task Post_ReloadOfABrokenPackage_SaysWhyAndServesOn()
    {
        using ServiceProcess service = Start();
        Uri rest = await ReadyAsync(service);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, ModelPackage.FileName), "{ broken");

        using HttpResponseMessage answer = await _client.PostAsync(Admin("/admin/reload"), content: null);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        JsonNode problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("urn:musica:problem:models-unusable", (string?)problem["type"]);
        Assert.Contains("stay as they are", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(new Uri(rest, "/v1/models")));
    }

    [Theory]
    [InlineData("/metrics", false, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("/metrics", true, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("/v1/models", false, HttpStatusCode.OK, HttpStatusCode.Unauthorized)]
    [InlineData("/health/ready", false, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("/swagger", false, HttpStatusCode.NotFound, HttpStatusCode.Redirect)]
    [InlineData("/admin/reload", false, HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound)]
    public async Task Get_OnEitherPort_IsAnsweredWhereItBelongs(
        string path, bool metricsHereOnly, HttpStatusCode onAdmin, HttpStatusCode onRest)
    {
        using ServiceProcess service = Start(
            ("MuSiCa__Security__Keys__someone", new string('a', 64)), ("MuSiCa__Admin__MetricsHereOnly", metricsHereOnly.ToString()));
        Uri rest = await ReadyAsync(service);

        Assert.Equal(onAdmin, await StatusAsync(Admin(path)));
        HttpStatusCode found = await StatusAsync(new Uri(rest, path));
        Assert.True(found == onRest || (path == "/swagger" && found != HttpStatusCode.NotFound), $"{found}");
    }

    // Whoever writes the admin port into Host is no operator.
    [Fact]
    public async Task Post_ReloadOnRestWithTheHostOfAdmin_IsNotThere()
    {
        using ServiceProcess service = Start();
        Uri rest = await ReadyAsync(service);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(rest, "/admin/reload")) { Headers = { Host = $"127.0.0.1:{_port}" } };

        using HttpResponseMessage answer = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"REST on (http://127\.0\.0\.1:\d+) .*, admin on http://127\.0\.0\.1:\d+")]
    private static partial Regex Listens();

    private static async Task<Uri> ReadyAsync(ServiceProcess service) => new((await service.FindAsync(Listens())).Groups[1].Value);

    private ServiceProcess Start(params (string, string)[] settings) => new(
        [],
        [
            ("MuSiCa__Model__Path", _folder.FullName),
            ("MuSiCa__Inference__Provider", "cpu"),
            ("MuSiCa__Admin__Port", $"{_port}"),
            .. settings,
        ],
        "Ready: the model was warmed");

    private Uri Admin(string path) => new($"http://127.0.0.1:{_port}{path}");

    private async Task<HttpStatusCode> StatusAsync(Uri address)
    {
        using HttpResponseMessage answer = await _client.GetAsync(address);
        return answer.StatusCode;
    }
}
