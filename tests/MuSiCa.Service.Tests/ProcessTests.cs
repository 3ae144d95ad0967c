using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MuSiCa.Service.Tests;

/// <summary>Exit codes, and what whoever starts the program gets to read.</summary>
public sealed partial class ProcessTests
{
    [Fact]
    public async Task Start_SettingsThatCannotBeUsed_EndsWithOneMessageThatNamesAll()
    {
        using var service = new ServiceProcess([], [("MuSiCa__Requests__MaxFiles", "0"), ("MuSiCa__Serving__QueueLimit", "0")]);

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("The service cannot start. The settings cannot be used:", service.Output, StringComparison.Ordinal);
        Assert.Contains("MuSiCa:Requests:MaxFiles is 0", service.Output, StringComparison.Ordinal);
        Assert.Contains("MuSiCa:Serving:QueueLimit is 0", service.Output, StringComparison.Ordinal);
        AssertNoStack(service);
    }

    [Fact]
    public async Task Start_ModelMissing_EndsWithTheFolderAndTheSetting()
    {
        using var service = new ServiceProcess([], [("MuSiCa__Model__Path", "/no/such/model")]);

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("/no/such/model", service.Output, StringComparison.Ordinal);
        Assert.Contains("MuSiCa:Model:Path", service.Output, StringComparison.Ordinal);
        AssertNoStack(service);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "foo", "ASPNETCORE_URLS, or --urls, has \"foo\"; it must be like http://127.0.0.1:8080")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:80a", "has \"http://127.0.0.1:80a\"; it must be like")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999", "has \"http://127.0.0.1:99999\"; it must be like")]
    [InlineData("ASPNETCORE_URLS", "http://203.0.113.7:0", "The server cannot listen where ASPNETCORE_URLS,")]
    [InlineData("ASPNETCORE_URLS", "http://unix:/no/such/folder/socket", "The server cannot listen where ASPNETCORE_URLS,")]
    [InlineData("ASPNETCORE_URLS", "https://127.0.0.1:0", "An https address needs a certificate: name its file with")]
    public async Task Start_AddressThatIsWrong_EndsWithOneSentence(string name, string value, string says)
    {
        using var service = new ServiceProcess(
            [], [("MuSiCa__Model__Path", TestPaths.TinyModel), ("MuSiCa__Inference__Provider", "cpu"), (name, value)]);

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains($"The service cannot start. ", service.Output, StringComparison.Ordinal);
        Assert.Contains(says, service.Output, StringComparison.Ordinal);
        AssertNoStack(service);
    }

    [Fact]
    public async Task Start_AddressInUse_EndsWithOneSentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var service = new ServiceProcess(
            [],
            [
                ("MuSiCa__Model__Path", TestPaths.TinyModel),
                ("MuSiCa__Inference__Provider", "cpu"),
                ("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"),
            ]);

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains($"{taken.LocalEndpoint}: address already in use. Stop what listens there", service.Output, StringComparison.Ordinal);
        AssertNoStack(service);
    }

    [Fact]
    public async Task Start_CudaAskedFor_RunsOrEndsWithWhatIsMissing()
    {
        using var service = new ServiceProcess(
            [],
            [("MuSiCa__Model__Path", TestPaths.TinyModel), ("MuSiCa__Inference__Provider", "cuda")],
            "Application started",
            "cannot start");
        await service.SaidAsync();
        if (service.Output.Contains("Application started", StringComparison.Ordinal))
        {
            service.Terminate();
            Assert.Equal(0, await service.ExitAsync());
            return;
        }

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("'cuda' was asked for and cannot be used", service.Output, StringComparison.Ordinal);
        Assert.Contains("MuSiCa:Inference:Provider", service.Output, StringComparison.Ordinal);
        AssertNoStack(service);
    }

    [Fact]
    public async Task Start_NoGpuHere_SaysSoInOneLineAndWhereItListens()
    {
        Assert.SkipWhen(File.Exists("/dev/nvidiactl"), "There is an NVIDIA GPU.");
        using var service = new ServiceProcess([], [("MuSiCa__Model__Path", TestPaths.TinyModel)], "Ready: the model was warmed");

        await service.SaidAsync();

        Assert.Contains("No NVIDIA GPU is visible: the model runs on the CPU", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", service.Output, StringComparison.Ordinal);
        Assert.Matches(@"Ready: .* REST on http://127\.0\.0\.1:\d+ \(try /swagger\)", service.Output);
    }

    [Fact]
    public async Task Stop_BySignal_EndsInOrder()
    {
        using var service = new ServiceProcess(
            [], [("MuSiCa__Model__Path", TestPaths.TinyModel), ("MuSiCa__Inference__Provider", "cpu")], "Ready: the model was warmed");
        await service.SaidAsync();

        service.Terminate();

        Assert.Equal(0, await service.ExitAsync());
        Assert.Contains("every accepted face is done", service.Output, StringComparison.Ordinal);
        AssertNoStack(service);
    }

    [Fact]
    public async Task HangUp_ModelsAreReadAgain_AndTheServiceGoesOn()
    {
        using var service = new ServiceProcess(
            [], [("MuSiCa__Model__Path", TestPaths.TinyModel), ("MuSiCa__Inference__Provider", "cpu")], "Ready: the model was warmed");
        await service.SaidAsync();

        service.HangUp();

        await service.FindAsync(ReadAgain());
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync());
        AssertNoStack(service);
    }

    // Whoever presses Ctrl+C waits in front of it.
    [Fact]
    public async Task Stop_ByInterrupt_EndsAtOnce()
    {
        using var service = new ServiceProcess(
            [],
            [
                ("MuSiCa__Model__Path", TestPaths.TinyModel),
                ("MuSiCa__Inference__Provider", "cpu"),
                ("MuSiCa__Serving__DrainDelay", "01:00:00"),
            ],
            "Ready: the model was warmed");
        await service.SaidAsync();

        service.Interrupt();

        Assert.Equal(0, await service.ExitAsync());
        AssertNoStack(service);
    }

    [Fact]
    public async Task HealthCheck_NobodyThere_IsOneAndLoadsNothing()
    {
        using var service = new ServiceProcess(
            ["--health-check"], [("MuSiCa__Model__Path", "/no/such/model"), ("ASPNETCORE_URLS", "http://127.0.0.1:1")]);

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("http://127.0.0.1:1/health/ready does not answer", service.Output, StringComparison.Ordinal);
    }

    private static void AssertNoStack(ServiceProcess service) => Assert.DoesNotContain("   at ", service.Output, StringComparison.Ordinal);

    [GeneratedRegex("Models read again, 0 new or changed\\. Served: tiny 1")]
    private static partial Regex ReadAgain();
}
