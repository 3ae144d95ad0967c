using System.Net;
using System.Text.Json.Nodes;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class CapacityTests
{
    [Fact]
    public async Task Post_QueueFull_IsRefusedUntilAPlaceIsFree()
    {
        using TestService service = new TestService().With("Serving:QueueLimit", "4").With("Requests:MaxFaces", "4");
        HttpClient client = await service.ReadyAsync();
        IFaceAdmission all = service.Scheduler.Admit(new FaceOrder(4));

        HttpResponseMessage refused = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
        all.Dispose();
        HttpResponseMessage taken = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        await Http.ProblemAsync(refused, "queue-full");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        await Http.AnswerAsync(taken);
        Assert.Equal(0, service.Scheduler.PlacesTaken);
    }

    [Fact]
    public async Task Post_MoreFacesThanPlacesFree_IsRefusedAsAWhole()
    {
        using TestService service = new TestService().With("Serving:QueueLimit", "4").With("Requests:MaxFaces", "4");
        HttpClient client = await service.ReadyAsync();
        using IFaceAdmission one = service.Scheduler.Admit(new FaceOrder(1));

        HttpResponseMessage four = await client.PostAsync($"{TestService.Address}&box=0,0,9,9", Http.Form(TestImages.Png, TestImages.Jpeg));
        HttpResponseMessage two = await client.PostAsync(TestService.Address, Http.Form(TestImages.Png, TestImages.Jpeg));

        await Http.ProblemAsync(four, "queue-full");
        Assert.Equal(2, (await Http.AnswerAsync(two))["images"]!.AsArray().Count);
    }

    [Fact]
    public async Task Post_QueueFull_DecodesNothing()
    {
        using TestService service = new TestService().With("Serving:QueueLimit", "1").With("Requests:MaxFaces", "1");
        HttpClient client = await service.ReadyAsync();
        using IFaceAdmission all = service.Scheduler.Admit(new FaceOrder(1));

        // Of an image that cannot be decoded nothing is said: the refusal came first.
        HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Body(TestImages.Text));

        await Http.ProblemAsync(response, "queue-full");
    }

    [Fact]
    public async Task Post_BadImage_GivesItsPlacesBack()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Text)), "image-unsupported");

        Assert.Equal(0, service.Scheduler.PlacesTaken);
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(2.1, "3")]
    [InlineData(60, "60")]
    public async Task Post_QueueFull_RoundsTheTimeToComeBackUp(double seconds, string retryAfter)
    {
        var aligner = new StubAligner
        {
            OnAdmit = _ => new AdmissionRefusal(RefusalReason.Faces, "9 of 9 places are taken.", TimeSpan.FromSeconds(seconds)),
        };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        JsonNode problem = await Http.ProblemAsync(response, "queue-full");
        Assert.Contains("9 of 9 places are taken", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal([retryAfter], response.Headers.GetValues("Retry-After"));
    }
}
