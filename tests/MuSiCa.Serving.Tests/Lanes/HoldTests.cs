using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>Small batches on lanes that compute on the processors which prepare faces; each batch takes as long as a full one.</summary>
public sealed class HoldTests
{
    private const int Limit = 4;
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private static readonly FaceOrder Many = Order(Limit + Environment.ProcessorCount);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AlignAsync_MoreFacesAreBeingPrepared_WaitsUntilTheBatchIsFull(int lanes)
    {
        using SchedulerFixture fixture = await CreateAsync(lanes);
        using IFaceAdmission admission = fixture.Scheduler.Admit(Many);

        Task<FaceAlignment>[] faces = [.. Enumerable.Range(0, Limit).Select(face => fixture.AlignAsync(admission, face))];

        await Task.WhenAll(faces).WaitAsync(Hang);
        Assert.Equal([Limit], fixture.Stages.BatchSizes(stage: 0));
    }

    [Fact]
    public async Task AlignAsync_RestIsGivenBack_Runs()
    {
        using SchedulerFixture fixture = await CreateAsync();
        IFaceAdmission admission = fixture.Scheduler.Admit(Many);
        Task<FaceAlignment>[] faces = [fixture.AlignAsync(admission, 1), fixture.AlignAsync(admission, 2)];
        Assert.Equal(2, fixture.Waiting(0));

        admission.Dispose();

        await Task.WhenAll(faces).WaitAsync(Hang);
        Assert.Equal([2], fixture.Stages.BatchSizes(stage: 0));
    }

    [Fact]
    public async Task AlignAsync_FewerThanTheProcessorsAreStillExpected_Runs()
    {
        using SchedulerFixture fixture = await CreateAsync();
        using IFaceAdmission admission = fixture.Scheduler.Admit(Order(Environment.ProcessorCount));

        await fixture.AlignAsync(admission, 1).WaitAsync(Hang);

        Assert.Equal([1], fixture.Stages.BatchSizes(stage: 0));
    }

    [Fact]
    public async Task AlignAsync_HeldForTwoBatches_Runs()
    {
        using SchedulerFixture fixture = await CreateAsync();
        using IFaceAdmission admission = fixture.Scheduler.Admit(Many);
        Task<FaceAlignment> face = fixture.AlignAsync(admission, 1);
        Assert.Equal(1, fixture.Waiting(0));

        fixture.Time.Advance(2 * Batch);

        await face.WaitAsync(Hang);
    }

    [Fact]
    public async Task AlignAsync_HeldAndNearItsDeadline_RunsInTime()
    {
        using SchedulerFixture fixture = await CreateAsync();
        using IFaceAdmission admission = fixture.Scheduler.Admit(Many with { TimeLeft = 2.5 * Batch });
        Task<FaceAlignment> face = fixture.AlignAsync(admission, 1);
        Assert.Equal(1, fixture.Waiting(0));

        fixture.Time.Advance(Batch);

        Assert.Equal(1, (await face.WaitAsync(Hang)).Stages);
    }

    [Fact]
    public async Task AlignAsync_NothingElseAdmitted_RunsAtOnce()
    {
        using SchedulerFixture fixture = await CreateAsync();

        await fixture.AlignAsync(1).WaitAsync(Hang);

        Assert.Equal(TestModel.Stages, fixture.Stages.Runs.Count);
    }

    [Fact]
    public async Task AlignAsync_LaneWithADeviceOfItsOwn_NeverHolds()
    {
        using SchedulerFixture fixture = await CreateAsync(sharesProcessors: false);
        using IFaceAdmission admission = fixture.Scheduler.Admit(Many);

        await fixture.AlignAsync(admission, 1).WaitAsync(Hang);

        Assert.Equal([1], fixture.Stages.BatchSizes(stage: 0));
    }

    private static FaceOrder Order(int faces) => new(faces) { Limits = new ExitLimits(MaxStages: 1) };

    private static async Task<SchedulerFixture> CreateAsync(int lanes = 1, bool sharesProcessors = true)
    {
        var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = Limit }, lanes, sharesProcessors: sharesProcessors);
        await fixture.WarmUpAsync(Batch);
        return fixture;
    }
}
