using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Models;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>A default model on fake stages, and a real package beside it.</summary>
public sealed class SeveralModelsTests : IDisposable
{
    private const int Callers = 8;
    private const int Swaps = 20;
    private const int Requests = 10_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musica-models-");

    [Fact]
    public async Task Get_Models_ListsTheDefaultFirst()
    {
        using TestService service = Service("small");
        HttpClient client = await service.ReadyAsync();

        JsonArray models = (await Http.AnswerAsync(await client.GetAsync("/v1/models")))["models"]!.AsArray();

        Assert.Equal(["tiny", "small"], models.Select(static model => (string?)model!["name"]));
    }

    [Theory]
    [InlineData("", "tiny")]
    [InlineData("&model=tiny", "tiny")]
    [InlineData("&model=small", "small")]
    public async Task Post_Model_IsTheOneThatAnswers(string query, string model)
    {
        using TestService service = Service("small");
        int runs = 0;
        service.Stages.OnRun = faces => runs += faces;
        HttpClient client = await service.ReadyAsync();
        runs = 0;

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address + query, Http.Body(TestImages.Png)));

        Assert.Equal(model, (string?)answer["model"]!["name"]);
        Assert.Single(answer["faces"]!.AsArray());
        Assert.Equal(model == "tiny", runs > 0);
    }

    [Fact]
    public async Task Post_NoBoxAndAModel_FindsFacesForIt()
    {
        using TestService service = Service("small");
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync("/v1/landmarks?model=small", Http.Body(TestImages.Png)));

        Assert.Equal("small", (string?)answer["model"]!["name"]);
        Assert.NotNull(answer["finder"]);
    }

    [Fact]
    public async Task Post_UnknownModel_NamesThoseThatAreLoaded()
    {
        using TestService service = Service("small");
        HttpClient client = await service.ReadyAsync();

        JsonNode problem = await Http.ProblemAsync(
            await client.PostAsync(TestService.Address + "&model=large", Http.Body(TestImages.Png)), "model-unknown");

        Assert.Contains("Loaded is \"tiny\", \"small\"", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocateAndTrack_Model_IsTheOneThatAnswers()
    {
        using TestService service = Service("small");
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        LocateRequest request = LandmarkerClient.Request();
        request.Model = "small";

        Assert.Equal("small", (await client.LocateAsync(request)).Model.Name);
        request.Model = "large";
        Assert.Equal(StatusCode.NotFound, (await client.FailAsync(request)).StatusCode);
        Assert.Equal("tiny", (await client.LocateAsync(LandmarkerClient.Request())).Model.Name);
    }

    [Fact]
    public async Task Post_TheDefaultModelFailsEveryTime_TheOtherGoesOn()
    {
        using TestService service = Service("small").With("Serving:Breaker:Failures", "1");
        HttpClient client = await service.ReadyAsync();
        service.Stages.OnRun = static _ => throw new InvalidDataException("broken");
        await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        await Http.ProblemAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)), "failing");
        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address + "&model=small", Http.Body(TestImages.Png)));

        Assert.Equal("small", (string?)answer["model"]!["name"]);
        service.TakeErrors();
    }

    [Fact]
    public async Task Metrics_SeveralModels_HaveOneGaugeOfPlaces()
    {
        using TestService service = Service("small").With("Serving:QueueLimit", "100");
        HttpClient client = await service.ReadyAsync();

        string metrics = await client.GetStringAsync("/metrics");

        Assert.Equal("200", Assert.Single(Values(metrics, "musica_queue_limit")));
        Assert.Equal(2, Values(metrics, "musica_breaker_state{").Count(static value => value == "0") - 1);
    }

    [Fact]
    public void Create_TwoOfTheSameName_IsRefusedAndNamesBothFolders()
    {
        using CascadeSession session = new FakeStages().Session();
        var model = new LoadedModel(session, new FacePreparer(session.Package), new StubAligner());

        var failure = Assert.Throws<ModelPackageException>(() => new ModelCatalog([model, model]));

        Assert.Contains("'tiny' is the name of the model in", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReloadAsync_ManySwapsUnderLoad_LosesNothingAndMixesNothing()
    {
        using TestService service = Service("small");
        HttpClient client = await service.ReadyAsync();
        ModelReloader reloader = service.Services.GetRequiredService<ModelReloader>();
        int swaps = 0;
        int answers = 0;
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref swaps) < Swaps || Volatile.Read(ref answers) < Requests)
            {
                int least = Volatile.Read(ref swaps);
                JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address + "&model=small", Http.Body(TestImages.Png)));
                int version = int.Parse((string)answer["model"]!["version"]!, null);
                Assert.InRange(version, least + 1, Volatile.Read(ref swaps) + 2);
                Interlocked.Increment(ref answers);
            }
        }))];

        for (int version = 2; version <= Swaps + 1; version++)
        {
            int before = Volatile.Read(ref answers);
            Write("small", version);
            Assert.Null((await reloader.ReloadAsync(CancellationToken.None)).Reason);
            Interlocked.Increment(ref swaps);
            Until(() => Volatile.Read(ref answers) >= before + (Requests / Swaps) || callers.Any(static caller => caller.IsCompleted));
        }

        await Task.WhenAll(callers);
        Assert.InRange(answers, Requests, int.MaxValue);
        ModelCatalog catalog = service.Services.GetRequiredService<ModelCatalog>();
        Assert.Equal(["tiny 1", $"small {Swaps + 1}"], catalog.All.Select(static model => $"{model.Package.Name} {model.Package.Version}"));
    }

    [Fact]
    public async Task ReloadAsync_NothingChanged_KeepsTheSameModels()
    {
        using TestService service = Service("small");
        await service.ReadyAsync();
        ModelCatalog catalog = service.Services.GetRequiredService<ModelCatalog>();
        IReadOnlyList<LoadedModel> before = catalog.All;

        Assert.Null((await service.Services.GetRequiredService<ModelReloader>().ReloadAsync(CancellationToken.None)).Reason);

        Assert.Equal(before, catalog.All);
    }

    [Fact]
    public async Task ReloadAsync_BrokenPackage_LeavesTheOldOneServingAndSaysWhy()
    {
        using TestService service = Service("small");
        HttpClient client = await service.ReadyAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, ModelPackage.FileName), "{ broken");

        Assert.NotNull((await service.Services.GetRequiredService<ModelReloader>().ReloadAsync(CancellationToken.None)).Reason);

        Assert.StartsWith("The models stay as they are, one of the packages cannot be used: The model package", Assert.Single(service.TakeErrors()), StringComparison.Ordinal);
        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address + "&model=small", Http.Body(TestImages.Png)));
        Assert.Equal("1", (string?)answer["model"]!["version"]);
    }

    [Fact]
    public async Task ReloadAsync_RequestOnTheOldModel_KeepsItUntilItsAnswer()
    {
        using TestService service = Service("small");
        await service.ReadyAsync();
        ModelCatalog catalog = service.Services.GetRequiredService<ModelCatalog>();
        LoadedModel old = catalog.Take("small");
        Write("small", version: 2);

        Assert.Null((await service.Services.GetRequiredService<ModelReloader>().ReloadAsync(CancellationToken.None)).Reason);

        Assert.NotSame(old, catalog.All[1]);
        using (IFaceAdmission places = old.Aligner.Admit(new FaceOrder(1)))
        {
            Assert.Equal(1, places.Places);
        }

        old.Exit();
        Until(() => !old.TryEnter());
    }

    // A look while a package is being copied must not take half of it.
    [Fact]
    public async Task Watch_PackageChangesAndStays_IsServedAtTheSecondLook()
    {
        var time = new TestTime();
        using TestService service = Service("small").With("Model:WatchEvery", "10s").With(time);
        await service.ReadyAsync();
        ModelCatalog catalog = service.Services.GetRequiredService<ModelCatalog>();
        Write("small", version: 10);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("1", catalog.All[1].Package.Version);
        Until(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return catalog.All[1].Package.Version == "10";
        });
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(2)), "It never came true.");

    private static IEnumerable<string> Values(string metrics, string series) => metrics.Split('\n')
        .Where(line => line.StartsWith(series, StringComparison.Ordinal))
        .Select(static line => line.Split(' ')[1]);

    private TestService Service(string name)
    {
        foreach (string file in Directory.GetFiles(TestPaths.TinyModel))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        Write(name, version: 1);
        return new TestService().With("Model:Others:0", _folder.FullName);
    }

    private void Write(string name, int version)
    {
        string description = File.ReadAllText(Path.Combine(TestPaths.TinyModel, ModelPackage.FileName))
            .Replace("\"name\": \"tiny\"", $"\"name\": \"{name}\"", StringComparison.Ordinal)
            .Replace("\"version\": \"1\"", $"\"version\": \"{version}\"", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder.FullName, ModelPackage.FileName), description);
    }
}
