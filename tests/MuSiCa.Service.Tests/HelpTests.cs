using System.Diagnostics;
using System.Reflection;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests;

public sealed class HelpTests
{
    [Fact]
    public void Write_NamesEverySettingWithoutMarkdown()
    {
        var output = new StringWriter();

        HelpCommand.Write(output);

        string help = output.ToString();
        Assert.All(SettingNames(typeof(ServiceSettings)), name => Assert.Contains(name, help, StringComparison.Ordinal));
        Assert.DoesNotContain("`", help, StringComparison.Ordinal);
        Assert.DoesNotContain("](", help, StringComparison.Ordinal);
        Assert.All(help.Split('\n'), static line => Assert.InRange(line.Length, 0, 120));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Program_HelpAskedFor_PrintsItAndEndsWithZero(string option)
    {
        using var service = new ServiceProcess([option], []);

        Assert.Equal(0, await service.ExitAsync());
        Assert.Contains("Serving:QueueLimit = 256", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunScript_HelpAskedForWithoutAnySdk_PrintsItselfAndTheSettings()
    {
        var start = new ProcessStartInfo("/bin/bash", [TestPaths.InRepository("run.sh"), "--help"])
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = "/usr/bin:/bin" },
        };

        using Process script = Process.Start(start)!;
        string help = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();

        Assert.Equal(0, script.ExitCode);
        Assert.Contains("--gpu", help, StringComparison.Ordinal);
        Assert.All(SettingNames(typeof(ServiceSettings)), name => Assert.Contains(name, help, StringComparison.Ordinal));
    }

    private static IEnumerable<string> SettingNames(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(static property => property.PropertyType.IsAssignableTo(typeof(ISettings))
            ? SettingNames(property.PropertyType)
            : [property.Name]);
}
