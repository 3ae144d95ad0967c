using System.Globalization;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Health;

namespace MuSiCa.Service.Tests;

/// <summary>The manifests of <c>deploy/kubernetes</c>, read strictly and compared with the code.</summary>
public sealed partial class KubernetesTests
{
    public static TheoryData<string> Overlays =>
        [.. Directory.GetDirectories(TestPaths.InRepository("deploy", "kubernetes", "overlays")).Select(static path => Path.GetFileName(path))];

    [Theory(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasKubectl), Skip = Tool.NoKubectl)]
    [MemberData(nameof(Overlays))]
    public async Task Kustomize_Overlay_GivesManifestsThatAreReadStrictly(string overlay)
    {
        IReadOnlyList<object> manifests = await ReadAsync(overlay);

        Assert.Single(manifests.OfType<V1Deployment>());
        Assert.Equal(2, manifests.OfType<V1Service>().Count());
        Assert.Single(manifests.OfType<V1PodDisruptionBudget>());
        Assert.Single(manifests.OfType<V1NetworkPolicy>());
    }

    [Theory(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasKubectl), Skip = Tool.NoKubectl)]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public async Task Deployment_ProbesPortsAndGrace_AreThoseOfTheService(string overlay)
    {
        using var service = new TestService();
        ServingOptions serving = service.Services.GetRequiredService<IOptions<ServingOptions>>().Value;
        V1PodSpec pod = (await ReadAsync(overlay)).OfType<V1Deployment>().Single().Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);

        Assert.Equal(HealthEndpoints.ReadyPath, container.ReadinessProbe.HttpGet.Path);
        Assert.Equal(HealthEndpoints.ReadyPath, container.StartupProbe.HttpGet.Path);
        Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
        Assert.Equal([8080, new GrpcSettings().Port], container.Ports.Select(static port => port.ContainerPort));
        string dockerfile = TestPaths.ReadFromRepository("Dockerfile");
        Assert.Contains($"AS {container.Image.Split(':')[1]}\n", dockerfile, StringComparison.Ordinal);
        Assert.Contains($"USER {pod.SecurityContext.RunAsUser}:{pod.SecurityContext.RunAsGroup}\n", dockerfile, StringComparison.Ordinal);
        TimeSpan delay = TimeSpan.Parse(
            container.Env.Single(static variable => variable.Name == "MuSiCa__Serving__DrainDelay").Value, CultureInfo.InvariantCulture);
        Assert.True(pod.TerminationGracePeriodSeconds > (delay + serving.DrainTimeout).TotalSeconds);
    }

    [Theory(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasKubectl), Skip = Tool.NoKubectl)]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public async Task Deployment_EveryVariable_IsASettingOfTheService(string overlay)
    {
        string documented = TestPaths.ReadFromRepository("docs", "configuration.md");
        V1Container container = (await ReadAsync(overlay)).OfType<V1Deployment>().Single().Spec.Template.Spec.Containers.Single();

        Assert.All(container.Env, variable => Assert.Contains(
            $"`{Setting().Match(variable.Name).Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)}`",
            documented,
            StringComparison.Ordinal));
    }

    [Fact(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasKubectl), Skip = Tool.NoKubectl)]
    public async Task Job_Shards_AreAsManyAsItsCompletions()
    {
        V1Job job = Assert.Single((await ReadFolderAsync("job")).OfType<V1Job>());
        V1Container container = Assert.Single(job.Spec.Template.Spec.Containers);

        Assert.Equal("Indexed", job.Spec.CompletionMode);
        Assert.Equal($"$(JOB_COMPLETION_INDEX)/{job.Spec.Completions}", container.Args[container.Args.IndexOf("--shard") + 1]);
        Assert.Contains("--resume", container.Args);
        string dockerfile = TestPaths.ReadFromRepository("Dockerfile");
        Assert.Contains($"AS {container.Image.Split(':')[1]}\n", dockerfile, StringComparison.Ordinal);
        Assert.Contains(
            $"USER {job.Spec.Template.Spec.SecurityContext.RunAsUser}:{job.Spec.Template.Spec.SecurityContext.RunAsGroup}\n", dockerfile, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<object>> ReadAsync(string overlay) => ReadFolderAsync("overlays", overlay);

    // Kinds that Kubernetes itself does not know (KEDA's, the Prometheus operator's) are left out.
    private static async Task<IReadOnlyList<object>> ReadFolderAsync(params string[] folder)
    {
        (int exitCode, string text) = await Tool.RunAsync("kubectl", ["kustomize", TestPaths.InRepository(["deploy", "kubernetes", .. folder])]);
        Assert.True(exitCode == 0, text);
        IEnumerable<string> known = text.Split("\n---\n")
            .Where(static manifest => !Foreign().IsMatch(manifest));
        return KubernetesYaml.LoadAllFromString(string.Join("\n---\n", known), strict: true);
    }

    [GeneratedRegex(@"^apiVersion: [\w.]*(keda\.sh|coreos\.com)/", RegexOptions.Multiline)]
    private static partial Regex Foreign();

    [GeneratedRegex("^MuSiCa__(?<name>.+)$")]
    private static partial Regex Setting();
}
