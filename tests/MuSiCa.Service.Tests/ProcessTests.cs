namespace MuSiCa.Service.Tests;

/// <summary>Exit codes, and what whoever starts the program gets to read.</summary>
public sealed class ProcessTests
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
    public async Task HealthCheck_NobodyThere_IsOneAndLoadsNothing()
    {
        using var service = new ServiceProcess(
            ["--health-check"], [("MuSiCa__Model__Path", "/no/such/model"), ("ASPNETCORE_URLS", "http://127.0.0.1:1")]);

        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("http://127.0.0.1:1/health/ready does not answer", service.Output, StringComparison.Ordinal);
    }

    private static void AssertNoStack(ServiceProcess service) => Assert.DoesNotContain("   at ", service.Output, StringComparison.Ordinal);
}
