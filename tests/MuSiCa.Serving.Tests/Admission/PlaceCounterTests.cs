namespace MuSiCa.Serving.Tests;

public sealed class PlaceCounterTests
{
    private readonly MemoryBudget _memory = new(100);
    private readonly PlaceCounter _places;

    public PlaceCounterTests() => _places = new PlaceCounter(limit: 4, _memory, bytesPerPlace: 30);

    [Fact]
    public void TryTake_UpToTheLimits_TakesPlacesAndMemory()
    {
        Assert.Null(_places.TryTake(3));

        Assert.Equal(3, _places.Taken);
        Assert.Equal(90, _memory.Used);
    }

    [Fact]
    public void TryTake_OverOneLimit_TakesNothingAndNamesIt()
    {
        Assert.Equal(RefusalReason.Faces, _places.TryTake(5));
        Assert.Equal(RefusalReason.Memory, _places.TryTake(4));

        Assert.Equal(0, _places.Taken);
        Assert.Equal(0, _memory.Used);
    }

    [Theory]
    [InlineData(100, 75)]
    [InlineData(2, 2)]
    public void TryTake_Bulk_LeavesAQuarterToInteractiveWork(int limit, int most)
    {
        var places = new PlaceCounter(limit, new MemoryBudget(1000), bytesPerPlace: 1);
        for (int i = 0; i < most; i++)
        {
            Assert.Null(places.TryTake(1, FacePriority.Bulk));
        }

        Assert.Equal(RefusalReason.Faces, places.TryTake(1, FacePriority.Bulk));
        Assert.Equal(most < limit ? null : RefusalReason.Faces, places.TryTake(1));
        places.Free(2, FacePriority.Bulk);
        Assert.Null(places.TryTake(1, FacePriority.Bulk));
    }

    [Fact]
    public void TryTake_BulkAndNoneOfItThere_TakesARequestOfAnySize() =>
        Assert.Null(new PlaceCounter(4, new MemoryBudget(1000), bytesPerPlace: 1).TryTake(4, FacePriority.Bulk));

    [Fact]
    public void Drain_PlacesTaken_IsEmptyWhenTheLastIsFree()
    {
        _places.TryTake(3);

        _places.Drain();
        Assert.Equal(RefusalReason.Draining, _places.TryTake(1));
        _places.Free(2);
        Assert.False(_places.Empty.IsCompleted);
        _places.Free(1);

        Assert.True(_places.Empty.IsCompletedSuccessfully);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public void Free_WithoutDrain_IsNotEmptyForGood()
    {
        _places.TryTake(1);
        _places.Free(1);
        Assert.False(_places.Empty.IsCompleted);

        _places.Drain();

        Assert.True(_places.Empty.IsCompletedSuccessfully);
    }
}
