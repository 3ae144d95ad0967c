using Microsoft.Extensions.Time.Testing;
using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class SingleLaneAdmissionTests
{
    [Fact]
    public void Admit_ExactlyTheLimit_IsTaken()
    {
        using var fixture = new LaneFixture(queueLimit: 4);

        using IFaceAdmission three = fixture.Lane.Admit(3);
        using IFaceAdmission one = fixture.Lane.Admit(1);

        Assert.Equal(4, fixture.Lane.PlacesTaken);
    }

    [Fact]
    public void Admit_OneOverTheLimit_IsRefusedAndTakesNothing()
    {
        using var fixture = new LaneFixture(queueLimit: 4);
        using IFaceAdmission three = fixture.Lane.Admit(3);

        var refusal = Assert.Throws<AdmissionException>(() => fixture.Lane.Admit(2));

        Assert.Equal(AdmissionRefusal.Full, refusal.Reason);
        Assert.NotNull(refusal.RetryAfter);
        Assert.Contains("2 more faces do not fit: 3 of 4 places are taken", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, fixture.Lane.PlacesTaken);
    }

    [Fact]
    public void Admit_MoreThanThereEverIs_IsRefusedWithoutATimeToComeBack()
    {
        using var fixture = new LaneFixture(queueLimit: 4);

        var refusal = Assert.Throws<AdmissionException>(() => fixture.Lane.Admit(5));

        Assert.Null(refusal.RetryAfter);
    }

    [Fact]
    public async Task Admit_RefusedAfterBatchesWereMeasured_EstimatesFromTheTimeOfAFace()
    {
        var time = new FakeTimeProvider();
        using var fixture = new LaneFixture(queueLimit: 4, timeProvider: time);
        fixture.Stages.OnRun = (_, _) => time.Advance(TimeSpan.FromSeconds(2));
        await fixture.AlignAsync(1);
        // The worker notes the time after it has answered; the next face is taken only after that.
        await fixture.AlignAsync(2);
        using IFaceAdmission all = fixture.Lane.Admit(4);

        var refusal = Assert.Throws<AdmissionException>(() => fixture.Lane.Admit(1));

        // Three stages of two seconds a face, four faces before.
        Assert.Equal(24, refusal.RetryAfter!.Value.TotalSeconds, tolerance: 0.001);
    }

    [Fact]
    public async Task Dispose_OfAnAdmission_FreesOnlyUnusedPlaces()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture();
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        IFaceAdmission admission = fixture.Lane.Admit(3);
        Task<FaceAlignment> face = admission.AlignAsync(fixture.Faces.Prepare(1), ExitLimits.Default, CancellationToken.None).AsTask();
        await gate.EnteredAsync();

        admission.Dispose();
        admission.Dispose();

        Assert.Equal(1, fixture.Lane.PlacesTaken);
        gate.Open();
        await face;
        Assert.Equal(0, fixture.Lane.PlacesTaken);
    }

    [Fact]
    public async Task AlignAsync_MoreFacesThanPlaces_IsRefusedAndTheFaceGoesBack()
    {
        using var fixture = new LaneFixture();
        using IFaceAdmission admission = fixture.Lane.Admit(1);
        await admission.AlignAsync(fixture.Faces.Prepare(1), ExitLimits.Default, CancellationToken.None);
        PreparedFace extra = fixture.Faces.Prepare(2);

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await admission.AlignAsync(extra, ExitLimits.Default, CancellationToken.None));

        Assert.Same(extra, fixture.Faces.Prepare(3));
        Assert.Equal(0, fixture.Lane.PlacesTaken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Admit_NoFaces_IsRefused(int faces)
    {
        using var fixture = new LaneFixture();

        Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Lane.Admit(faces));
    }
}
