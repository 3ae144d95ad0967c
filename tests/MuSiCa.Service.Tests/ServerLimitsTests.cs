using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests;

public sealed class ServerLimitsTests
{
    [Theory]
    [InlineData(0, null, ServerLimits.MostConnections)]
    [InlineData(0, 1_048_576, ServerLimits.MostConnections)]
    [InlineData(0, 4096, 4096 - ServerLimits.OtherDescriptors)]
    [InlineData(0, 1024, 512)]
    [InlineData(0, 600, 150)]
    [InlineData(0, 3, 1)]
    [InlineData(100, 1024, 100)]
    [InlineData(5000, 1024, 512)]
    [InlineData(20_000, 1_048_576, 20_000)]
    public void ConnectionsWithin_Descriptors_AreNeverUsedUp(int asked, int? descriptors, int connections) =>
        Assert.Equal(connections, ServerLimits.ConnectionsWithin(asked, descriptors));

    [Theory]
    [InlineData("Limit                     Soft Limit           Hard Limit           Units     \n"
        + "Max open files            1024                 524288               files     \n", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     \n", null)]
    [InlineData("Max open files            9999999999           9999999999           files     \n", int.MaxValue)]
    [InlineData("something else\n", null)]
    public void ReadDescriptors_WhatLinuxTells_IsTheLimitInForce(string text, int? expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);

            Assert.Equal(expected, ServerLimits.ReadDescriptors(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ReadDescriptors_NoSuchFile_IsNotKnown() => Assert.Null(ServerLimits.ReadDescriptors("/nowhere"));

    [Fact]
    public void Configure_Settings_ReachTheServer()
    {
        var options = new KestrelServerOptions();
        var settings = new HttpSettings
        {
            MaxConnections = 7,
            CallsPerConnection = 8,
            HeaderTimeout = TimeSpan.FromSeconds(9),
            KeepAliveTimeout = TimeSpan.FromSeconds(10),
            MinBodyRate = 11,
            MinAnswerRate = 12,
        };

        new ServerLimits(Options.Create(settings), NullLogger<ServerLimits>.Instance).Configure(options);

        KestrelServerLimits limits = options.Limits;
        Assert.Equal((7, 8), (limits.MaxConcurrentConnections, limits.Http2.MaxStreamsPerConnection));
        Assert.Equal((9, 10), (limits.RequestHeadersTimeout.TotalSeconds, limits.KeepAliveTimeout.TotalSeconds));
        Assert.Equal((11, 12), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinResponseDataRate!.BytesPerSecond));
    }

    [Fact]
    public async Task Connect_MoreThanMayConnect_AreClosedAndTheOthersServed()
    {
        using TestService service = new TestService().With("Http:MaxConnections", "3").OnKestrel();
        HttpClient client = await service.ReadyAsync();
        await client.GetAsync("/health/live");
        using RawHttp second = await RawHttp.OpenAsync(client.BaseAddress!);
        using RawHttp third = await RawHttp.OpenAsync(client.BaseAddress!);
        await second.SendAsync("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await second.ReceiveAsync(), StringComparison.Ordinal);
        await third.SendAsync("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await third.ReceiveAsync(), StringComparison.Ordinal);

        using RawHttp fourth = await RawHttp.OpenAsync(client.BaseAddress!);

        Assert.Empty(await fourth.ReceiveAsync());
        await Http.AnswerAsync(await client.GetAsync("/health/live"));
    }

    [Fact]
    public async Task Start_FewDescriptors_IsOneSentence()
    {
        using var process = new ServiceProcess(
            ["--MuSiCa:Http:MaxConnections=1000000"], [("MuSiCa__Model__Path", TestPaths.TinyModel)], "Ready: ");
        await process.SaidAsync();

        Assert.Contains("instead of 1000000 (setting MuSiCa:Http:MaxConnections)", process.Output, StringComparison.Ordinal);
    }
}
