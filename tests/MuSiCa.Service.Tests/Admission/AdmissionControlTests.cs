using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Models;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Admission;

/// <summary>What the door of a running service lets in.</summary>
public sealed class AdmissionControlTests : IDisposable
{
    private const int Places = 64;

    private readonly TestService _service = new TestService()
        .With("Serving:QueueLimit", $"{Places}").With("Serving:MaxWait", "1s");
    private readonly AdmissionControl _admission;

    public AdmissionControlTests()
    {
        _service.Start().Dispose();
        _admission = _service.Services.GetRequiredService<AdmissionControl>();
    }

    [Fact]
    public void TryAdmit_Accepted_HoldsPlacesAndWorkUntilItIsOver()
    {
        PendingWork pending = _service.Services.GetRequiredService<PendingWork>();
        AdmissionOrder order = Order(3, work: 7);

        Assert.True(_admission.TryAdmit(order, out RequestScope? scope, out _));
        Assert.Equal((3, 1, 7.0, 3L), (_service.Scheduler.PlacesTaken, _admission.Accepted, pending.Milliseconds, order.Client.Places.Held));
        scope.Dispose();
        scope.Dispose();

        Assert.Equal((0, 0, 0.0, 0L), (_service.Scheduler.PlacesTaken, _admission.Accepted, pending.Milliseconds, order.Client.Places.Held));
    }

    [Fact]
    public void TryAdmit_NoPlaces_HoldsNothing()
    {
        Assert.True(_admission.TryAdmit(Order(Places - 1), out RequestScope? first, out _));

        AdmissionOrder second = Order(2);
        Assert.False(_admission.TryAdmit(second, out _, out AdmissionRefusal? refusal));

        Assert.Equal((RefusalReason.Faces, 1, 0L), (refusal.Reason, _admission.Accepted, second.Client.Places.Held));
        first.Dispose();
    }

    [Fact]
    public void TryAdmit_OneClientTakesWhatItCan_LeavesHalfThePlacesToOthers()
    {
        var client = new ClientShare();
        var held = new List<RequestScope>();
        while (_admission.TryAdmit(Order(1, client: client), out RequestScope? scope, out _))
        {
            held.Add(scope);
        }

        Assert.Equal(Places / 2, held.Count);
        Assert.True(_admission.TryAdmit(Order(1), out RequestScope? other, out _));
        other.Dispose();
        held.ForEach(static scope => scope.Dispose());
    }

    [Theory]
    [InlineData(100, RefusalReason.Deadline)]
    [InlineData(null, RefusalReason.Work)]
    public void TryAdmit_WouldTakeLongerThanThereIsTime_IsRefused(int? asked, RefusalReason reason)
    {
        var client = new ClientShare();
        RequestScope[] busy =
        [
            .. Enumerable.Range(0, 8 * Environment.ProcessorCount).Select(_ =>
            {
                Assert.True(_admission.TryAdmit(Order(1, work: 60_000), out RequestScope? scope, out AdmissionRefusal? _));
                return scope;
            }),
        ];
        AdmissionOrder order = Order(1, work: 60_000, client: client) with
        {
            TimeAsked = asked is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            TimeLeft = TimeSpan.FromMilliseconds(asked ?? 30_000),
        };

        Assert.Equal(reason, _admission.RefuseEarly(order)?.Reason);
        Assert.False(_admission.TryAdmit(order, out _, out AdmissionRefusal? refusal));

        Assert.Equal(reason, refusal.Reason);
        Array.ForEach(busy, static scope => scope.Dispose());
    }

    [Fact]
    public void RefuseEarly_NoPlaceFree_SaysSo()
    {
        Assert.Null(_admission.RefuseEarly(Order(1)));
        Assert.True(_admission.TryAdmit(Order(Places), out RequestScope? all, out _));

        Assert.Equal(RefusalReason.Faces, _admission.RefuseEarly(Order(1))?.Reason);
        all.Dispose();
    }

    [Fact]
    public async Task DrainAsync_RequestsUnderWay_WaitsForThemAndTakesNoMore()
    {
        Assert.True(_admission.TryAdmit(Order(1), out RequestScope? scope, out _));

        Task drained = _admission.DrainAsync(CancellationToken.None);

        Assert.False(drained.IsCompleted);
        Assert.False(_admission.TryAdmit(Order(1), out _, out AdmissionRefusal? refusal));
        Assert.Equal(RefusalReason.Draining, refusal.Reason);
        scope.Dispose();
        await drained;
    }

    public void Dispose() => _service.Dispose();

    private AdmissionOrder Order(int faces, double work = 1, ClientShare? client = null) =>
        new(_service.Services.GetRequiredService<ModelCatalog>().Default, faces, work, client ?? new ClientShare(), FacePriority.Interactive) { TimeLeft = TimeSpan.FromSeconds(30) };
}
