using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

[Collection(Undisturbed.Name)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Callers = 16;
    private const int FacesEach = 500;
    private const int Side = 4;

    private const int MostBytesPerFace = 256;

    private readonly FacePreparer _preparer = new(TestModel.Package);
    private readonly byte[] _pixels = new byte[Side * Side * 3];

    [Theory]
    [InlineData(BatchPolicies.Reform, false)]
    [InlineData(BatchPolicies.Reform, true)]
    [InlineData(BatchPolicies.Drain, false)]
    [InlineData(BatchPolicies.Fixed, false)]
    public async Task AlignAsync_AfterWarmUp_AllocatesAtMostAFewBytesAFace(string policy, bool canBeCancelled)
    {
        using CascadeSession session = TestModel.Session(QuietStage.All());
        using var engine = new BatchScheduler(
            [new LaneDefinition("one") { Workers = 2 }, new LaneDefinition("two")],
            new SchedulerOptions { Policy = policy, StageTimeout = TimeSpan.FromHours(1) },
            TimeProvider.System);
        var lane = new LaneSession<CascadeSession>(session);
        ServedCascade scheduler = engine.Add([lane, lane], new CascadeOptions { BatchLimit = 4 }, new MemoryBudget(1 << 30));
        using var leaving = new CancellationTokenSource();
        CancellationToken token = canBeCancelled ? leaving.Token : CancellationToken.None;
        await scheduler.WarmUpAsync(CancellationToken.None);
        await CallAllAsync(scheduler, token);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await CallAllAsync(scheduler, token);
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;

        double perFace = bytes / (double)(Callers * FacesEach);
        output.WriteLine($"{perFace:0.0} bytes a face");
        Assert.InRange(perFace, 0, MostBytesPerFace);
    }

    private Task CallAllAsync(ServedCascade scheduler, CancellationToken token) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(scheduler, token), CancellationToken.None)));

    private async Task CallAsync(ServedCascade scheduler, CancellationToken token)
    {
        var order = new FaceOrder(1);
        int stages = 0;
        for (int i = 0; i < FacesEach; i++)
        {
            using IFaceAdmission admission = scheduler.Admit(order);
            using PreparedFace face = _preparer.Prepare(new RgbPixels(_pixels, Side, Side), PixelMapping.Identity, new(0, 0, 10, 10));
            FaceOutcome outcome = await admission.AlignAsync(face, token);
            stages += outcome.Stages;
        }

        Assert.Equal(FacesEach * TestModel.Stages, stages);
    }
}
