using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

public sealed class ModelsEndpointTests
{
    [Fact]
    public async Task Get_Models_SaysEverythingOfThePackage()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        ModelPackage package = FakeStages.Package;

        JsonNode model = Assert.Single((await Http.AnswerAsync(await client.GetAsync("/v1/models")))["models"]!.AsArray())!;

        Assert.Equal(package.Name, (string?)model["name"]);
        Assert.Equal(package.Version, (string?)model["version"]);
        Assert.Equal(package.License, (string?)model["license"]);
        Assert.Equal(package.Landmarks.Name, (string?)model["landmarks"]!["scheme"]);
        Assert.Equal(package.Landmarks.Count, (int?)model["landmarks"]!["count"]);
        Assert.Equal(
            package.Landmarks.Groups.Select(group => (group.Name, group.Indices.Length, string.Join(',', group.Indices))),
            model["landmarks"]!["groups"]!.AsArray().Select(group => (
                (string)group!["name"]!,
                (int)group["count"]!,
                string.Join(',', group["indices"]!.AsArray().Select(index => (int)index!)))));
        Assert.Equal(package.Landmarks.Mirror, model["landmarks"]!["mirror"]!.AsArray().Select(index => (int)index!));
        Assert.Equal(
            """{"leftEye":[1],"rightEye":[0],"noseTip":[2],"leftMouth":[4],"rightMouth":[3]}""",
            model["landmarks"]!["fivePoints"]!.ToJsonString());
        Assert.Equal(
            package.Stages.Select(stage => (stage.Number, stage.Level, stage.MultiplyAdds)),
            model["stages"]!.AsArray().Select(stage => ((int)stage!["stage"]!, (int)stage["level"]!, (long)stage["multiplyAdds"]!)));
        Assert.Equal(package.Exit.Threshold, (float)model["exit"]!["threshold"]!);
        Assert.Equal(package.Exit.FinalThreshold, (float)model["exit"]!["finalThreshold"]!);
        Assert.Equal(
            package.Exit.Profiles.Keys,
            model["exit"]!["profiles"]!.AsObject().Select(profile => profile.Key).Order(StringComparer.Ordinal));
        Assert.Equal(package.Exit.Table.Length, model["exit"]!["table"]!.AsArray().Count);
        Assert.Equal(package.Metrics.Keys, model["metrics"]!.AsObject().Select(metric => metric.Key).Order(StringComparer.Ordinal));
        Assert.Equal(package.Training.Date.ToString("yyyy-MM-dd", null), (string?)model["training"]!["date"]);
        Assert.Equal("""{"requested":"cpu","active":"cpu"}""", model["provider"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_ModelsAfterAFallback_SaysWhyWithoutPaths()
    {
        using var service = new TestService();
        var report = new ProviderReport(
            ExecutionProvider.Auto, ExecutionProvider.Cpu, "the library libcudart.so.13 is missing", "ONNX Runtime says: /app/x.so: cannot open");
        service.With(services => services.Replace(ServiceDescriptor.Singleton(_ => service.Stages.Session(report))));
        HttpClient client = await service.ReadyAsync();

        JsonNode model = (await Http.AnswerAsync(await client.GetAsync("/v1/models")))["models"]![0]!;

        Assert.Equal(
            """{"requested":"auto","active":"cpu","fallbackReason":"the library libcudart.so.13 is missing"}""",
            model["provider"]!.ToJsonString());
    }
}
