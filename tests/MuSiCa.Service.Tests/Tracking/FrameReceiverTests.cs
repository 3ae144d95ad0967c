using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Tests.Tracking;

public sealed class FrameReceiverTests : IDisposable
{
    private readonly TestService _service = new TestService().With(new StubAligner());

    [Fact]
    public async Task NextAsync_FrameComesBehindTheDrain_EndsWithoutIt()
    {
        FrameReceiver receiver = Receiver();
        _service.State.Enter(ServicePhase.Draining);

        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(
            () => receiver.NextAsync(Frames(true), CancellationToken.None));

        Assert.Same(ProblemTypes.Draining, refused.Problem.Type);
        Assert.Equal(0, _service.Memory.Used);
    }

    [Fact]
    public async Task NextAsync_StreamEndsBehindTheDrain_IsTheEnd()
    {
        FrameReceiver receiver = Receiver();
        _service.State.Enter(ServicePhase.Draining);

        Assert.Null(await receiver.NextAsync(Frames(false), CancellationToken.None));
    }

    public void Dispose() => _service.Dispose();

    private FrameReceiver Receiver()
    {
        _service.Start().Dispose();
        return _service.Services.GetRequiredService<FrameReceiver>();
    }

    private static MessageFrames Frames(bool brings) => new(new FakeStream(brings), null!, new ClientShare());

    private sealed class FakeStream(bool brings) : IAsyncStreamReader<Frame>
    {
        public Frame Current { get; } = new() { Id = 1 };

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromResult(brings);
    }
}
