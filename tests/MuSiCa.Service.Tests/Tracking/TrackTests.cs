using Grpc.Core;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Hosting;
using MuSiCa.Serving;
using static MuSiCa.Service.Tests.LandmarkerClient;
using Status = MuSiCa.Protos.V1.Status;
using TrackState = MuSiCa.Protos.V1.TrackState;

namespace MuSiCa.Service.Tests.Tracking;

/// <summary>
/// The call Track over stub stages: landmarks are the mean shape of the box. That of the real model fills its box, so a face that
/// rests stays where it is.
/// </summary>
public sealed class TrackTests
{
    [Fact]
    public async Task Track_SeveralFrames_KeepsOrderAndNumber()
    {
        List<FrameLandmarks> answers = await TrackAsync(Frame(10, Box()), Frame(11), Frame(12), Frame(13));

        Assert.Equal([10L, 11, 12, 13], answers.Select(answer => answer.Id));
        Assert.Equal([400_000L, 440_000, 480_000, 520_000], answers.Select(answer => answer.TimestampUs));
        Assert.Equal(
            [TrackState.Started, TrackState.Followed, TrackState.Followed, TrackState.Followed],
            answers.Select(answer => Assert.Single(answer.Faces).State));
        Assert.Single(answers.Select(answer => answer.Faces[0].TrackId).Distinct());
        Assert.All(answers, answer => Assert.Equal(Status.Accepted, answer.Faces[0].Face.Status));
    }

    [Fact]
    public async Task Track_NoFaceYet_AnswersWithoutAny()
    {
        FrameLandmarks answer = Assert.Single(await TrackAsync(Frame(1)));

        Assert.Empty(answer.Faces);
        Assert.Null(answer.Problem);
        Assert.Equal(32u, answer.Image.Width);
    }

    [Fact]
    public async Task Track_ConfigAlone_IsNoFrame()
    {
        List<FrameLandmarks> answers = await TrackAsync(new Frame { Config = new TrackConfig() }, Frame(1, Box()));

        Assert.Equal(1, Assert.Single(answers).Id);
    }

    [Fact]
    public async Task Track_FrameThatIsDamaged_HasItsProblemAndTheStreamGoesOn()
    {
        Frame damaged = Frame(2);
        damaged.Image.Encoded = Google.Protobuf.ByteString.CopyFrom(TestImages.Text);

        List<FrameLandmarks> answers = await TrackAsync(Frame(1, Box()), damaged, Frame(3));

        Assert.Equal(("image-unsupported", (uint)StatusCode.InvalidArgument), (answers[1].Problem.Type, answers[1].Problem.Code));
        Assert.Empty(answers[1].Faces);
        Assert.Equal(answers[0].Faces[0].TrackId, answers[2].Faces[0].TrackId);
        Assert.Equal(TrackState.Followed, answers[2].Faces[0].State);
    }

    [Fact]
    public async Task Track_ConfigLater_IsTheProblemOfThatFrame()
    {
        Frame late = Frame(2);
        late.Config = new TrackConfig();

        List<FrameLandmarks> answers = await TrackAsync(Frame(1, Box()), late);

        Assert.Equal("parameter-invalid", answers[1].Problem.Type);
    }

    [Fact]
    public async Task Track_ConfigThatCannotBeUsed_EndsTheCall()
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            () => TrackAsync(new Frame { Config = new TrackConfig { MaxFaces = 1000 } }));

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains("MuSiCa:Tracking:MaxFaces", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Track_RefusedFrame_SaysWhenToTryAgain()
    {
        var aligner = new StubAligner { OnAdmit = static _ => new AdmissionRefusal(RefusalReason.Faces, "full", TimeSpan.FromSeconds(2)) };

        FrameLandmarks answer = Assert.Single(await TrackAsync(aligner, Frame(1, Box())));

        Assert.Equal(("queue-full", 2000u), (answer.Problem.Type, answer.Problem.RetryAfterMs));
    }

    [Fact]
    public async Task Track_FrameThatFailsInItsSecondRound_IsAsIfItHadNotCome()
    {
        // The face is lost in frame 2, and the box that would start it again fails.
        int faces = 0;
        var aligner = new StubAligner
        {
            OnAlign = (_, _) => Interlocked.Increment(ref faces) switch
            {
                2 => Task.FromResult(StubAligner.Done with { Status = AlignmentStatus.Uncertain }),
                3 => throw new StageFailedException(1, 1, new InvalidOperationException("The device is gone.")),
                _ => Task.FromResult(StubAligner.Done),
            },
        };
        using TestService service = new TestService().WithModel(TestPaths.Model).With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        List<FrameLandmarks> answers = await client.TrackAsync(Frame(1, Box()), OtherFrame(2, Box()), Frame(3));

        Assert.Equal("alignment-failed", answers[1].Problem.Type);
        Assert.Empty(answers[1].Faces);
        Assert.Equal(
            (answers[0].Faces[0].TrackId, TrackState.Followed),
            answers[2].Faces.Select(static face => (face.TrackId, face.State)).Single());
        service.TakeErrors();
    }

    [Fact]
    public async Task Track_FirstRoundTakesTheTimeOfTheFrame_NoSecondIsBegun()
    {
        var time = new TestTime();
        int faces = 0;
        var aligner = new StubAligner
        {
            OnAlign = (_, _) =>
            {
                if (Interlocked.Increment(ref faces) == 1)
                {
                    return Task.FromResult(StubAligner.Done);
                }

                time.Advance(TimeSpan.FromSeconds(11));
                return Task.FromResult(StubAligner.Done with { Status = AlignmentStatus.Uncertain });
            },
        };
        using TestService service = new TestService().WithModel(TestPaths.Model).With(aligner).With(time).With("Requests:Timeout", "00:00:10");
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        List<FrameLandmarks> answers = await client.TrackAsync(Frame(1, Box()), OtherFrame(2, Box()));

        Assert.Null(answers[0].Problem);
        Assert.Equal("timed-out", answers[1].Problem.Type);
        Assert.Equal(2, faces);
    }

    [Fact]
    public async Task Track_FaceBecomesUncertain_IsLostAndComesBackUnderItsNumberFromABox()
    {
        int frame = 0;
        var aligner = new StubAligner
        {
            OnAlign = (_, _) => Task.FromResult(StubAligner.Done with
            {
                Status = Interlocked.Increment(ref frame) == 2 ? AlignmentStatus.Uncertain : AlignmentStatus.Accepted,
            }),
        };

        List<FrameLandmarks> answers = await TrackAsync(aligner, Frame(1, Box()), OtherFrame(2), Frame(3), Frame(4, Box()));

        Assert.Equal(TrackState.Lost, answers[1].Faces[0].State);
        Assert.Empty(answers[2].Faces);
        Assert.Equal(TrackState.Resumed, answers[3].Faces[0].State);
        Assert.Equal(answers[0].Faces[0].TrackId, answers[3].Faces[0].TrackId);
    }

    [Fact]
    public async Task Track_UncertainFaceThatLooksTheSame_IsFollowed()
    {
        int frame = 0;
        var aligner = new StubAligner
        {
            OnAlign = (_, _) => Task.FromResult(StubAligner.Done with
            {
                Status = Interlocked.Increment(ref frame) == 2 ? AlignmentStatus.Uncertain : AlignmentStatus.Accepted,
            }),
        };

        List<FrameLandmarks> answers = await TrackAsync(aligner, Frame(1, Box()), Frame(2), Frame(3));

        Assert.Equal((TrackState.Followed, Status.Uncertain), (answers[1].Faces[0].State, answers[1].Faces[0].Face.Status));
        Assert.Equal((TrackState.Followed, Status.Accepted), (answers[2].Faces[0].State, answers[2].Faces[0].Face.Status));
    }

    [Fact]
    public async Task Track_AnotherFaceInTheSamePlace_IsLostAndABoxStartsAnother()
    {
        List<FrameLandmarks> answers = await TrackAsync(Frame(1, Box()), Frame(2), OtherFrame(3, Box()));

        Assert.Equal([TrackState.Lost, TrackState.Started], answers[2].Faces.Select(face => face.State));
        Assert.Equal(answers[1].Faces[0].TrackId, answers[2].Faces[0].TrackId);
        Assert.NotEqual(answers[1].Faces[0].TrackId, answers[2].Faces[1].TrackId);
    }

    [Fact]
    public async Task Track_MoreStreamsThanAllowed_AreRefused()
    {
        using TestService service = new TestService().With(new StubAligner()).With("Tracking:MaxStreams", "1");
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> first = client.Track();
        await first.RequestStream.WriteAsync(Frame(1));
        Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None));

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.TrackAsync(Frame(1)));
        await first.RequestStream.CompleteAsync();
        Assert.False(await first.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Single(await client.TrackAsync(Frame(2)));
    }

    [Fact]
    public async Task Track_NoFrameForTooLong_EndsTheCall()
    {
        var time = new TestTime();
        using TestService service = new TestService().With(time).With(new StubAligner());
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> call = client.Track();
        await call.RequestStream.WriteAsync(Frame(1));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        Task<bool> next = call.ResponseStream.MoveNext(CancellationToken.None);
        while (!next.IsCompleted)
        {
            // Nothing tells when the service has begun to wait.
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => next);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Contains("MuSiCa:Tracking:IdleTimeout", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Track_ServiceDrains_AnswersWhatItHasAndEndsTheCall()
    {
        using TestService service = new TestService().With(new StubAligner());
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> call = client.Track();
        await call.RequestStream.WriteAsync(Frame(1, Box()));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        service.State.Enter(ServicePhase.Draining);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task Track_ClientLeavesMidway_GivesEverythingBack()
    {
        var begun = new Signal();
        var ended = new Signal();
        var aligner = StubAligner.Endless(begun, ended);
        using TestService service = new TestService().With(aligner).With("Tracking:MaxStreams", "1");
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        using (AsyncDuplexStreamingCall<Frame, FrameLandmarks> call = client.Track())
        {
            await call.RequestStream.WriteAsync(Frame(1, Box()));
            await begun.Given;
        }

        await ended.Given;
    }

    // The first is being aligned, the second waits in the inbox, the third for room there.
    [Fact]
    public async Task Track_ClientLeavesWhileAFrameWaitsForRoom_GivesItsMemoryBack()
    {
        var begun = new Signal();
        var aligner = new StubAligner
        {
            OnAlign = async (_, token) =>
            {
                begun.Give();
                await Task.Delay(Timeout.Infinite, token);
                return StubAligner.Done;
            },
        };
        using TestService service = new TestService().With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        Frame frame = Frame(1, Box());
        using (AsyncDuplexStreamingCall<Frame, FrameLandmarks> call = client.Track())
        {
            for (int i = 0; i < 3; i++)
            {
                await call.RequestStream.WriteAsync(frame);
            }

            await begun.Given;
            while (service.Memory.UsedFor(MemoryUse.Messages) < 3 * frame.CalculateSize())
            {
                await Task.Yield();
            }
        }
    }

    // Whoever is in it looks like the negative of the one in other frames.
    private static Frame OtherFrame(long id, params Box[] boxes)
    {
        var picture = new Canvas(TestImages.Width, TestImages.Height, new RgbColor(220, 180, 150));
        picture.DrawDot(TestImages.Width / 2.0, TestImages.Height / 2.0, TestImages.Height / 3.0, RgbColor.Black);
        Frame frame = Frame(id, boxes);
        frame.Image.Encoded = Google.Protobuf.ByteString.CopyFrom(picture.EncodePng());
        return frame;
    }

    private static Task<List<FrameLandmarks>> TrackAsync(params Frame[] frames) => TrackAsync(new StubAligner(), frames);

    private static async Task<List<FrameLandmarks>> TrackAsync(StubAligner aligner, params Frame[] frames)
    {
        using TestService service = new TestService().WithModel(TestPaths.Model).With(aligner);
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        List<FrameLandmarks> answers = await client.TrackAsync(frames);
        Assert.Equal(0, service.Memory.Used);
        return answers;
    }
}
