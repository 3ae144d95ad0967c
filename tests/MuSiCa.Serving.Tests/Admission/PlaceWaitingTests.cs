namespace MuSiCa.Serving.Tests;

/// <summary>Work that was admitted waits for further places, before newcomers.</summary>
public sealed class PlaceWaitingTests
{
    private readonly MemoryBudget _memory = new(1000);
    private readonly PlaceCounter _places;

    public PlaceWaitingTests() => _places = new PlaceCounter(limit: 4, _memory, bytesPerPlace: 10);

    [Fact]
    public async Task TakeAsync_PlacesFree_TakesAsManyAsThereAre()
    {
        _places.TryTake(1);

        Assert.Equal(2, await TakeAsync(2));
        Assert.Equal(1, await TakeAsync(9));
        Assert.Equal((4, 40), (_places.Taken, _memory.Used));
    }

    [Fact]
    public async Task TakeAsync_NoneFree_WaitsForTheFirstInOrderOfArrival()
    {
        _places.TryTake(4);
        Task<int> first = TakeAsync(3);
        Task<int> second = TakeAsync(3);

        _places.Free(1);

        Assert.Equal(1, await first);
        Assert.False(second.IsCompleted);
        _places.Free(2);
        Assert.Equal(2, await second);
        Assert.Equal((4, 40), (_places.Taken, _memory.Used));
    }

    [Fact]
    public async Task TryTake_SomebodyWaits_IsRefusedThoughAPlaceIsFree()
    {
        _places.TryTake(4);
        Task<int> waiting = TakeAsync(1);
        Assert.True(_memory.TryTake(960));

        // Somebody else is faster with the memory of the place that gets free.
        _memory.Freed += () => _memory.TryTake(10);
        _places.Free(1);
        bool isServed = waiting.IsCompleted;
        RefusalReason? newcomer = _places.TryTake(1);
        _memory.Free(960);
        _places.Free(1);

        Assert.False(isServed);
        Assert.Equal(RefusalReason.Faces, newcomer);
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task TakeAsync_CancelledWhileWaiting_LeavesTheNextInLine()
    {
        _places.TryTake(4);
        using var leaving = new CancellationTokenSource();
        Task<int> leaves = TakeAsync(1, leaving.Token);
        Task<int> stays = TakeAsync(1);

        await leaving.CancelAsync();
        _places.Free(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal(1, await stays);
        Assert.Equal(4, _places.Taken);
    }

    [Fact]
    public async Task TakeAsync_WhileDraining_GetsPlaces()
    {
        _places.TryTake(4);
        _places.Drain();
        Task<int> admitted = TakeAsync(2);

        _places.Free(4);

        Assert.Equal(2, await admitted);
        Assert.False(_places.Empty.IsCompleted);
    }

    [Fact]
    public async Task Close_SomebodyWaits_IsTold()
    {
        _places.TryTake(4);
        Task<int> waiting = TakeAsync(1);

        _places.Close(new AdmissionException(AdmissionRefusal.Draining));

        AdmissionException exception = await Assert.ThrowsAsync<AdmissionException>(() => waiting);
        Assert.Equal(RefusalReason.Draining, exception.Refusal.Reason);
    }

    private Task<int> TakeAsync(int wanted, CancellationToken cancellationToken = default) =>
        _places.TakeAsync(wanted, FacePriority.Interactive, cancellationToken).AsTask();
}
