using System.Collections.Concurrent;
using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>Prepared faces go back to their pool whatever becomes of the request.</summary>
public sealed class FaceMemoryTests
{
    private const int Faces = 3;
    private const string Address = $"{TestService.Address}&box=0,0,9,9&box=1,1,9,9";

    [Theory]
    [InlineData("answered")]
    [InlineData("one failed")]
    [InlineData("all failed")]
    public async Task Post_Twice_UsesTheSameFaces(string fate)
    {
        var seen = new ConcurrentQueue<PreparedFace>();
        var aligner = new StubAligner
        {
            OnAlign = async (face, _) =>
            {
                seen.Enqueue(face);
                bool fails = fate == "all failed" || (fate == "one failed" && seen.Count % Faces == 1);

                // Not at once, so that the siblings are still under way.
                await Task.Yield();
                return fails ? throw new StageFailedException(1, 1, new InvalidDataException("x")) : StubAligner.Done;
            },
        };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        for (int i = 0; i < 4; i++)
        {
            await client.PostAsync(Address, Http.Body(TestImages.Png));
            service.TakeErrors();
        }

        Assert.Equal(4 * Faces, seen.Count);
        Assert.Equal(Faces, seen.Distinct().Count());
    }

    [Fact]
    public async Task Post_ClientLeaves_GivesItsFacesBack()
    {
        var seen = new ConcurrentQueue<PreparedFace>();
        var inside = new Signal();
        bool waits = true;
        var aligner = new StubAligner
        {
            OnAlign = async (face, token) =>
            {
                seen.Enqueue(face);
                if (seen.Count == Faces)
                {
                    inside.Give();
                }

                await (waits ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask);
                return StubAligner.Done;
            },
        };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> pending = client.PostAsync(Address, Http.Body(TestImages.Png), leaving.Token);
        await inside.Given;

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        while (aligner.Returned < Faces)
        {
            await Task.Yield();
        }

        waits = false;
        await Http.AnswerAsync(await client.PostAsync(Address, Http.Body(TestImages.Png)));
        Assert.Equal(Faces, seen.Distinct().Count());
    }

    // The second box does not fit the image, and the faces of the good image are still answered.
    [Fact]
    public async Task Post_OneOfManyImagesFails_FreesEverything()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await client.PostAsync(
            "/v1/landmarks?box=20,10,16,12", Http.Form(TestImages.Png, TestImages.Text, TestImages.Paint(16, 12).EncodePng())));

        Assert.Equal((0, 0), (service.Scheduler.PlacesTaken, service.Memory.Used));
    }
}
