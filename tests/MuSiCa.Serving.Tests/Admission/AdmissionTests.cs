using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class AdmissionTests
{
    private static readonly long FaceBytes = PreparedFace.BytesOf(TestModel.Package);

    [Fact]
    public void TryAdmit_ExactlyTheLimit_IsTaken()
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { QueueLimit = 4 });

        using IFaceAdmission three = fixture.Scheduler.Admit(new FaceOrder(3));
        using IFaceAdmission one = fixture.Scheduler.Admit(new FaceOrder(1));

        Assert.Equal(4, fixture.Scheduler.PlacesTaken);
        Assert.Equal(4 * FaceBytes, fixture.Memory.Used);
    }

    [Fact]
    public void TryAdmit_OneOverTheLimit_IsRefusedAndTakesNothing()
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { QueueLimit = 4 });
        using IFaceAdmission three = fixture.Scheduler.Admit(new FaceOrder(3));

        AdmissionRefusal refusal = fixture.Refusal(new FaceOrder(2));

        Assert.Equal(RefusalReason.Faces, refusal.Reason);
        Assert.NotNull(refusal.RetryAfter);
        Assert.Contains("2 more faces do not fit: 3 of 4 places are taken", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, fixture.Scheduler.PlacesTaken);
        Assert.Equal(3 * FaceBytes, fixture.Memory.Used);
    }

    [Fact]
    public void TryAdmit_MoreFacesThanThereEverArePlaces_IsRefusedWithoutATimeToComeBack()
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { QueueLimit = 4 });

        Assert.Null(fixture.Refusal(new FaceOrder(5)).RetryAfter);
    }

    [Fact]
    public void TryAdmit_ExactlyTheMemory_IsTakenAndOneMoreIsNot()
    {
        using var fixture = new SchedulerFixture(memory: 3 * FaceBytes);
        using IFaceAdmission three = fixture.Scheduler.Admit(new FaceOrder(3));

        AdmissionRefusal refusal = fixture.Refusal(new FaceOrder(1));

        Assert.Equal(RefusalReason.Memory, refusal.Reason);
        Assert.NotNull(refusal.RetryAfter);
        Assert.Equal(3, fixture.Scheduler.PlacesTaken);
    }

    [Fact]
    public void TryAdmit_MemoryOneByteShort_IsRefusedWithoutATimeToComeBack()
    {
        using var fixture = new SchedulerFixture(memory: (3 * FaceBytes) - 1);

        AdmissionRefusal refusal = fixture.Refusal(new FaceOrder(3));

        Assert.Equal((RefusalReason.Memory, null), (refusal.Reason, refusal.RetryAfter));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task TryAdmit_RefusedAfterMeasuring_EstimatesFromWhatIsTaken()
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { QueueLimit = 4, BatchLimit = 2 });
        await fixture.WarmUpAsync(TimeSpan.FromSeconds(2));
        using IFaceAdmission all = fixture.Scheduler.Admit(new FaceOrder(4));

        AdmissionRefusal refusal = fixture.Refusal(new FaceOrder(1));

        // Two batches of two faces, three stages each.
        Assert.Equal(12, refusal.RetryAfter!.Value.TotalSeconds, tolerance: 0.001);
    }

    [Fact]
    public void TryAdmit_LimitsThatMakeNoSense_ThrowsAndThePlaceIsFree()
    {
        using var fixture = new SchedulerFixture();

        Assert.Throws<ExitLimitsException>(() => fixture.Scheduler.Admit(new FaceOrder(1) { Limits = new ExitLimits(Profile: "none") }));

        fixture.AssertEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void TryAdmit_NoFaces_Throws(int faces)
    {
        using var fixture = new SchedulerFixture();

        Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Scheduler.Admit(new FaceOrder(faces)));
    }

    [Fact]
    public void Admit_Refused_ThrowsTheRefusal()
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { QueueLimit = 4 });

        var refused = Assert.Throws<AdmissionException>(() => fixture.Scheduler.Admit(new FaceOrder(5)));

        Assert.Equal(RefusalReason.Faces, refused.Refusal.Reason);
        Assert.Equal(refused.Refusal.Message, refused.Message);
    }
}
