using System.Runtime.CompilerServices;

namespace MuSiCa.Client.Tests;

/// <summary>Streams of frames.</summary>
public sealed class TrackTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);

    [Fact]
    public async Task TrackAsync_SameFace_IsFollowed()
    {
        FrameAnswer[] answers = await service.Grpc.TrackAsync(Frames(Enumerable.Repeat(Repository.Photo, 6))).ToArrayAsync();

        Assert.Equal(Enumerable.Range(0, 6).Select(static i => ((long)i, i * Interval)), answers.Select(static answer => (answer.Id, answer.Time)));
        Assert.All(answers, static answer => Assert.Equal(1, Assert.Single(answer.Faces).TrackId));
        Assert.Equal(
            [TrackState.Started, .. Enumerable.Repeat(TrackState.Followed, 5)], answers.Select(static answer => answer.Faces[0].State));
    }

    [Fact]
    public async Task TrackAsync_IdsAndBoxes_ComeBack()
    {
        VideoFrame[] frames =
        [
            new(Repository.Photo) { Id = 100, Boxes = [Repository.Box] },
            new(Repository.Photo) { Id = 101, Time = Interval },
        ];
        var options = new TrackOptions
        {
            Limits = new LocateOptions { MaxStages = 1 },
            Smoothing = new Smoothing(),
            FindInterval = TimeSpan.Zero,
        };

        FrameAnswer[] answers = await service.Grpc.TrackAsync(frames.ToAsyncEnumerable(), options).ToArrayAsync();

        Assert.Equal([100L, 101L], answers.Select(static answer => answer.Id));
        Assert.All(answers, static answer => Assert.Equal(1, answer.Faces[0].Face!.Stages));
    }

    [Fact]
    public async Task TrackAsync_OneFrameIsBad_GoesOn()
    {
        FrameAnswer[] answers = await service.Grpc.TrackAsync(Frames([Repository.Photo, "no image"u8.ToArray(), Repository.Photo])).ToArrayAsync();

        Assert.Equal("image-unsupported", answers[1].Problem!.Type);
        Assert.Empty(answers[1].Faces);
        Assert.Equal(answers[0].Faces[0].TrackId, answers[2].Faces[0].TrackId);
    }

    [Fact]
    public async Task TrackAsync_LoopIsLeft_EndsTheFrames()
    {
        var ended = new TaskCompletionSource();
        await foreach (FrameAnswer answer in service.Grpc.TrackAsync(Endless(ended)))
        {
            if (answer.Id == 1)
            {
                break;
            }
        }

        Assert.True(ended.Task.IsCompleted);
    }

    [Fact]
    public async Task TrackAsync_FramesThrow_ThrowsThat()
    {
        InvalidDataException thrown = await Assert.ThrowsAsync<InvalidDataException>(
            async () => await service.Grpc.TrackAsync(Broken()).ToArrayAsync());

        Assert.Equal("The camera was pulled out.", thrown.Message);
    }

    [Fact]
    public async Task TrackAsync_UnknownModel_ThrowsItsProblem()
    {
        var options = new TrackOptions { Limits = new LocateOptions { Model = "another" } };

        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(
            async () => await service.Grpc.TrackAsync(Frames([Repository.Photo]), options).ToArrayAsync());

        Assert.Equal("model-unknown", thrown.Problem!.Type);
    }

    [Fact]
    public async Task TrackAsync_Cancelled_ThrowsThat()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FrameAnswer answer in service.Grpc.TrackAsync(Endless(new TaskCompletionSource()), cancellationToken: stop.Token))
            {
                await stop.CancelAsync();
            }
        });
    }

    private static IAsyncEnumerable<VideoFrame> Frames(IEnumerable<byte[]> files) =>
        files.Index().Select(static each => new VideoFrame(each.Item) { Time = each.Index * Interval }).ToAsyncEnumerable();

    private static async IAsyncEnumerable<VideoFrame> Endless(
        TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                yield return new VideoFrame(Repository.Photo);
            }
        }
        finally
        {
            ended.SetResult();
        }
    }

    private static async IAsyncEnumerable<VideoFrame> Broken()
    {
        yield return new VideoFrame(Repository.Photo);
        await Task.Yield();
        throw new InvalidDataException("The camera was pulled out.");
    }
}
