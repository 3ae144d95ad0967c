using Microsoft.Extensions.Configuration;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Model:Path", " ", "MuSiCa:Model:Path is empty; it must name the folder of a model package.")]
    [InlineData("Model:Others:0", " ", "MuSiCa:Model:Others is empty in one place; each must name the folder of a model package.")]
    [InlineData("Inference:Provider", "gpu", "MuSiCa:Inference:Provider is \"gpu\"; it must be one of auto, cuda, tensorrt, cpu.")]
    [InlineData("Inference:Threads", "-1", "MuSiCa:Inference:Threads is -1; it must be between 0 and 1024 threads.")]
    [InlineData("Inference:Lanes", "-1", "MuSiCa:Inference:Lanes is -1; it must be between 0 and 1024 lanes.")]
    [InlineData("Inference:Device", "-1", "MuSiCa:Inference:Device is -1; it must be between 0 and 1024 (the number of the GPU).")]
    [InlineData("Imaging:MaxEncodedBytes", "0", "MuSiCa:Imaging:MaxEncodedBytes is 0; it must be between 1 and ")]
    [InlineData("Imaging:MaxPixels", "0", "MuSiCa:Imaging:MaxPixels is 0; it must be between 1 and ")]
    [InlineData("Imaging:MaxWidth", "0", "MuSiCa:Imaging:MaxWidth is 0; it must be between 1 and ")]
    [InlineData("Imaging:MaxHeight", "-5", "MuSiCa:Imaging:MaxHeight is -5; it must be between 1 and ")]
    [InlineData("Imaging:Concurrency", "-1", "MuSiCa:Imaging:Concurrency is -1; it must be between 0 and 1024 images.")]
    [InlineData("Serving:QueueLimit", "0", "MuSiCa:Serving:QueueLimit is 0; it must be between 1 and 1000000 faces.")]
    [InlineData("Serving:BatchLimit", "-1", "MuSiCa:Serving:BatchLimit is -1; it must be between 0 and 4096 faces.")]
    [InlineData("Serving:MemoryLimit", "-1", "MuSiCa:Serving:MemoryLimit is -1; it must be between 0 and 1099511627776 bytes.")]
    [InlineData("Serving:Policy", "best", "MuSiCa:Serving:Policy is \"best\"; it must be one of reform, drain, fixed.")]
    [InlineData("Serving:StageTimeout", "00:00:00", "MuSiCa:Serving:StageTimeout is 00:00:00; it must be between 00:00:00.0100000 and "
        + "01:00:00 (hours:minutes:seconds).")]
    [InlineData("Serving:Degraded:EnterAt", "1.1", "MuSiCa:Serving:Degraded:EnterAt is 1.1; it must be between 0 and 1 of the places.")]
    [InlineData("Serving:Degraded:LeaveAt", "-0.1", "MuSiCa:Serving:Degraded:LeaveAt is -0.1; it must be between 0 and 1 of the places.")]
    [InlineData("Serving:Degraded:LeaveAt", "0.8", "MuSiCa:Serving:Degraded:LeaveAt is 0.8; it must not exceed EnterAt, which is 0.75.")]
    [InlineData("Serving:Degraded:Factor", "0.9", "MuSiCa:Serving:Degraded:Factor is 0.9; it must be between 1 and 100 times the "
        + "threshold.")]
    [InlineData("Serving:Degraded:Factor", "NaN", "MuSiCa:Serving:Degraded:Factor is NaN; it must be between 1 and 100 times the "
        + "threshold.")]
    [InlineData("Serving:Degraded:MaxError", "2", "MuSiCa:Serving:Degraded:MaxError is 2; it must be between 0 and 1 of the inter-ocular "
        + "distance.")]
    [InlineData("Serving:Degraded:Enable", "true", "MuSiCa:Serving:Degraded:Enable is not a setting; MuSiCa:Serving:Degraded has Enabled, "
        + "EnterAt, LeaveAt, Factor, MaxError.")]
    [InlineData("Serving:Breaker:Failures", "0", "MuSiCa:Serving:Breaker:Failures is 0; it must be between 1 and 1000 batches.")]
    [InlineData("Serving:Breaker:Pause", "00:00:00", "MuSiCa:Serving:Breaker:Pause is 00:00:00; it must be between 00:00:00.0100000 and "
        + "01:00:00 (hours:minutes:seconds).")]
    [InlineData("Serving:Breaker:MaxPause", "02:00:00", "MuSiCa:Serving:Breaker:MaxPause is 02:00:00; it must be between 00:00:00.0100000 "
        + "and 01:00:00 (hours:minutes:seconds).")]
    [InlineData("Serving:Breaker:MaxPause", "00:00:00.5", "MuSiCa:Serving:Breaker:MaxPause is 00:00:00.5000000; it must not be less than "
        + "Pause, which is 00:00:01.")]
    [InlineData("Serving:Breaker:RestartAfter", "-1d", "MuSiCa:Serving:Breaker:RestartAfter is -1.00:00:00; it must be between 00:00:00 and "
        + "1.00:00:00 (hours:minutes:seconds).")]
    [InlineData("Serving:DrainDelay", "-00:00:01", "MuSiCa:Serving:DrainDelay is -00:00:01; it must be between 00:00:00 and 01:00:00 "
        + "(hours:minutes:seconds).")]
    [InlineData("Serving:CloseTimeout", "02:00:00", "MuSiCa:Serving:CloseTimeout is 02:00:00; it must be between 00:00:00 and 01:00:00 "
        + "(hours:minutes:seconds).")]
    [InlineData("Serving:DrainTimeout", "02:00:00", "MuSiCa:Serving:DrainTimeout is 02:00:00; it must be between 00:00:00 and 01:00:00 "
        + "(hours:minutes:seconds).")]
    [InlineData("Requests:MaxBytes", "0", "MuSiCa:Requests:MaxBytes is 0; it must be between 1 and 1099511627776 bytes.")]
    [InlineData("Requests:Timeout", "00:00:00", "MuSiCa:Requests:Timeout is 00:00:00; it must be between 00:00:00.0010000 and 01:00:00 "
        + "(hours:minutes:seconds).")]
    [InlineData("Requests:MaxFiles", "0", "MuSiCa:Requests:MaxFiles is 0; it must be between 1 and 10000 files.")]
    [InlineData("Requests:MaxFaces", "0", "MuSiCa:Requests:MaxFaces is 0; it must be between 1 and 1000000 faces.")]
    [InlineData("Requests:MaxFaces", "257", "MuSiCa:Requests:MaxFaces is 257; it must not exceed MuSiCa:Serving:QueueLimit, which is "
        + "256, or the largest request could never be accepted.")]
    [InlineData("Requests:MaxByte", "1", "MuSiCa:Requests:MaxByte is not a setting; MuSiCa:Requests has MaxBytes, Timeout, MaxFiles, "
        + "MaxFaces.")]
    [InlineData("Request:MaxBytes", "1", "MuSiCa:Request is not a setting; MuSiCa has Model, Inference, Imaging, Serving, Requests, "
        + "Finding, Http, Grpc, Admin, Tracking, Logging, Security.")]
    [InlineData("Finding:Path", " ", "MuSiCa:Finding:Path is empty; it must name the folder of a finder's package, or Enabled must be false.")]
    [InlineData("Finding:Threshold", "2", "MuSiCa:Finding:Threshold is 2; it must be between 0 and 1 (a probability, or 0 for the finder's own).")]
    [InlineData("Finding:MaxViews", "0", "MuSiCa:Finding:MaxViews is 0; it must be between 1 and 4096 views.")]
    [InlineData("Finding:MaxViews", "300", "MuSiCa:Finding:MaxViews is 300; it must not exceed QueueLimit, which is 256, or such an image "
        + "could never be accepted.")]
    [InlineData("Finding:BatchLimit", "2000", "MuSiCa:Finding:BatchLimit is 2000; it must be between 0 and 1024 views.")]
    [InlineData("Finding:BatchLimit", "-1", "MuSiCa:Finding:BatchLimit is -1; it must be between 0 and 1024 views.")]
    [InlineData("Admin:Address", "everywhere", "MuSiCa:Admin:Address is \"everywhere\"; it must be an IP address, such as 127.0.0.1, or 0.0.0.0 for every one of this machine.")]
    [InlineData("Admin:MetricsHereOnly", "true", "MuSiCa:Admin:MetricsHereOnly is True; it needs Port to be set.")]
    [InlineData("Grpc:Port", "70000", "MuSiCa:Grpc:Port is 70000; it must be between 0 and 65535 (a port, or 0 for none).")]
    [InlineData("Http:MaxConnections", "-1", "MuSiCa:Http:MaxConnections is -1; it must be between 0 and 1000000 connections.")]
    [InlineData("Http:CallsPerConnection", "0", "MuSiCa:Http:CallsPerConnection is 0; it must be between 1 and 100000 calls.")]
    [InlineData("Http:HeaderTimeout", "00:00:00", "MuSiCa:Http:HeaderTimeout is 00:00:00; it must be between 00:00:01 and 01:00:00 "
        + "(hours:minutes:seconds).")]
    [InlineData("Http:KeepAliveTimeout", "00:00:00", "MuSiCa:Http:KeepAliveTimeout is 00:00:00; it must be between 00:00:01 and "
        + "1.00:00:00 (hours:minutes:seconds).")]
    [InlineData("Http:MinBodyRate", "0", "MuSiCa:Http:MinBodyRate is 0; it must be between 1 and 1000000 bytes a second.")]
    [InlineData("Http:MinAnswerRate", "0", "MuSiCa:Http:MinAnswerRate is 0; it must be between 1 and 1000000 bytes a second.")]
    [InlineData("Tracking:FirstFrameTimeout", "00:00:00", "MuSiCa:Tracking:FirstFrameTimeout is 00:00:00; it must be between "
        + "00:00:00.1000000 and 1.00:00:00 (hours:minutes:seconds).")]
    [InlineData("Tracking:MaxStreams", "0", "MuSiCa:Tracking:MaxStreams is 0; it must be between 1 and 100000 streams.")]
    [InlineData("Tracking:MaxFaces", "0", "MuSiCa:Tracking:MaxFaces is 0; it must be between 1 and 10000 faces.")]
    [InlineData("Tracking:RememberedFrames", "-1", "MuSiCa:Tracking:RememberedFrames is -1; it must be between 0 and 100000 frames.")]
    [InlineData("Tracking:IdleTimeout", "00:00:00", "MuSiCa:Tracking:IdleTimeout is 00:00:00; it must be between 00:00:00.1000000 and "
        + "1.00:00:00 (hours:minutes:seconds).")]
    [InlineData("Security:Keys:web", "secret", "MuSiCa:Security:Keys:web is no hash; it must be the SHA-256 of the key in 64 hexadecimal "
        + "digits, or two of them with a comma between.")]
    [InlineData("Security:AllowedOrigins", "https://a.example/", "MuSiCa:Security:AllowedOrigins is \"https://a.example/\"; it must be an "
        + "origin such as https://example.org, several with ; between, or *.")]
    [InlineData("Security:RateLimits:KeyRequests", "-1", "MuSiCa:Security:RateLimits:KeyRequests is -1; it must be between 0 and 100000000 "
        + "requests a minute.")]
    [InlineData("Security:RateLimits:Burst", "1ms", "MuSiCa:Security:RateLimits:Burst is 00:00:00.0010000; it must be between 00:00:01 and "
        + "01:00:00 (hours:minutes:seconds).")]
    [InlineData("Logging:Format", "xml", "MuSiCa:Logging:Format is \"xml\"; it must be one of text, json.")]
    public void Validate_ValueThatCannotBeUsed_NamesTheSettingTheValueAndTheRule(string setting, string value, string message)
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => AllSettings.Validate((setting, value)));

        string said = StartupFailure.Describe(failure)!;
        Assert.StartsWith($"The settings cannot be used:{Environment.NewLine}  {message}", said, StringComparison.Ordinal);
        Assert.Equal(2, said.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Validate_SeveralWrong_SaysAllOfThem()
    {
        Exception failure = Assert.ThrowsAny<Exception>(
            () => AllSettings.Validate(
                ("Requests:MaxBytes", "0"), ("Requests:MaxFiles", "0"), ("Serving:QueueLimit", "0"), ("Inference:Provider", "gpu")));

        string message = StartupFailure.Describe(failure)!;
        Assert.All(
            ["MaxBytes is 0", "MaxFiles is 0", "QueueLimit is 0", "\"gpu\""],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Requests:MaxBytes", "5x", "'5x' at 'MuSiCa:Requests:MaxBytes'")]
    [InlineData("Requests:Timeout", "soon", "'soon' at 'MuSiCa:Requests:Timeout'")]
    public void Validate_ValueOfAnotherKind_NamesTheSettingAndTheValue(string setting, string value, string says)
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => AllSettings.Validate((setting, value)));

        Assert.Contains(says, StartupFailure.Describe(failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CPU")]
    [InlineData("cuda")]
    [InlineData("TensorRT")]
    [InlineData("Auto")]
    public void Validate_Provider_IsReadInAnyCase(string provider) => AllSettings.Validate(("Inference:Provider", provider));

    [Fact]
    public void Describe_SettingsFileThatIsNoJson_NamesTheFileAndTheLine()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        File.WriteAllText(file, """{ "MuSiCa": { x } }""");
        try
        {
            Exception failure = Assert.ThrowsAny<Exception>(() => new ConfigurationBuilder().AddJsonFile(file).Build());

            string said = StartupFailure.Describe(failure)!;
            Assert.Contains(file, said, StringComparison.Ordinal);
            Assert.Contains("LineNumber: 0", said, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Describe_FaultOfTheServiceItself_SaysNothing() =>
        Assert.Null(StartupFailure.Describe(new InvalidOperationException("a bug")));

    // The file shows what there is to set; it must not drift from the defaults in the code.
    [Fact]
    public void Shipped_Settings_AreTheDefaults()
    {
        IConfiguration shipped = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .Build();

        ServiceSettings bound = shipped.GetSection(ServiceSettings.Section).Get<ServiceSettings>()!;

        Assert.Equal(new ServiceSettings(), bound);
        Assert.Equal(["MuSiCa:Model:Others", "MuSiCa:Inference:TensorRtCache", "MuSiCa:Security:Keys"], AllSettings.Paths.Where(path => shipped[path] is null));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("10 s", 10_000)]
    [InlineData(" 2S ", 2_000)]
    [InlineData("0.5s", 500)]
    [InlineData("1.5m", 90_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("00:00:10", 10_000)]
    [InlineData("00:00:00.25", 250)]
    public void Bind_Duration_IsReadAsPeopleWriteIt(string written, int milliseconds)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Timeout", (string?)written)])
            .Build();

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), configuration.Get<RequestOptions>()!.Timeout);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("ten s")]
    [InlineData("NaNs")]
    [InlineData("99999999999d")]
    [InlineData("1:2:3:4:5")]
    public void Bind_NoDuration_SaysWhatIs(string written)
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => AllSettings.Validate(("Requests:Timeout", written)));

        Assert.EndsWith("write 500ms, 10s, 5m, 1h or 00:00:10.", StartupFailure.Describe(failure), StringComparison.Ordinal);
    }
}
