using System.Net;
using System.Text.Json.Nodes;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task Post_StageThrows_IsAProblemWithATraceIdThatIsInTheLog()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        service.Stages.OnRun = _ => throw new InvalidDataException("secret of the device");

        HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        JsonNode problem = await Http.ProblemAsync(response, "alignment-failed");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
        string error = Assert.Single(service.TakeErrors());
        Assert.Contains((string)problem["traceId"]!, error, StringComparison.Ordinal);
        Assert.Contains("secret of the device", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_StageThrowsForOneOfManyImages_OnlyThatImageFails()
    {
        // One face a batch, so that the fault meets exactly one image.
        using TestService service = new TestService().With("Serving:BatchLimit", "1");
        HttpClient client = await service.ReadyAsync();
        int runs = 0;
        service.Stages.OnRun = _ =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                throw new InvalidDataException("fault");
            }
        };

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Form(TestImages.Png, TestImages.Jpeg)));

        JsonNode problem = Assert.Single(answer["images"]!.AsArray(), image => image!["type"] is not null)!;
        Http.AssertInTable(problem);
        Assert.Equal("urn:musica:problem:alignment-failed", (string?)problem["type"]);
        Assert.Single(answer["images"]!.AsArray(), image => image!["faces"] is not null);
        Assert.Single(service.TakeErrors());
    }

    [Fact]
    public async Task Post_SomethingUnexpected_IsAProblemThatTellsNothingOfTheInside()
    {
        var aligner = new StubAligner
        {
            OnAlign = (_, _) => Task.FromException<FaceOutcome>(new InvalidOperationException("secret of the code")),
        };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage one = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
        JsonNode many = await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Form(TestImages.Png, TestImages.Jpeg)));

        JsonNode problem = await Http.ProblemAsync(one, "internal-error");
        Assert.DoesNotContain("secret", problem.ToJsonString() + many.ToJsonString(), StringComparison.Ordinal);
        Assert.All(many["images"]!.AsArray(), image => Assert.Equal("urn:musica:problem:internal-error", (string?)image!["type"]));
        Assert.Equal(3, service.TakeErrors().Length);
    }
}
