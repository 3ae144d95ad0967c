namespace MuSiCa.Serving.Tests;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void TryTake_ExactlyTheRest_IsTaken()
    {
        var memory = new MemoryBudget(100);

        Assert.True(memory.TryTake(60));
        Assert.True(memory.TryTake(40));

        Assert.Equal(100, memory.Used);
        Assert.False(memory.TryTake(1));
        Assert.True(memory.TryTake(0));
    }

    [Fact]
    public void TryTake_OneOver_TakesNothing()
    {
        var memory = new MemoryBudget(100);
        memory.TryTake(60);

        Assert.False(memory.TryTake(41));

        Assert.Equal(60, memory.Used);
    }

    [Fact]
    public void Free_WhatWasTaken_CanBeTakenAgain()
    {
        var memory = new MemoryBudget(100);
        memory.TryTake(100);

        memory.Free(30);

        Assert.Equal(70, memory.Used);
        Assert.False(memory.TryTake(long.MaxValue));
        Assert.True(memory.TryTake(30));
    }

    [Fact]
    public void Create_NoLimitOrNegativeBytes_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBudget(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBudget(1).TryTake(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBudget(1).Free(-1));
    }

    [Fact]
    public void TryTake_ManyThreads_NeverExceedsTheLimit()
    {
        var memory = new MemoryBudget(10);
        int taken = 0;

        Parallel.For(0, 1000, i =>
        {
            if (memory.TryTake(3))
            {
                int now = Interlocked.Increment(ref taken);
                Assert.InRange(now, 1, 3);
                Interlocked.Decrement(ref taken);
                memory.Free(3);
            }
        });

        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void TryTake_OthersHaveAGuarantee_LeavesItToThem()
    {
        var memory = new MemoryBudget(100, new Dictionary<MemoryUse, long> { [MemoryUse.Images] = 40, [MemoryUse.Faces] = 10 });

        Assert.True(memory.TryTake(50, MemoryUse.Bodies));
        Assert.False(memory.TryTake(1, MemoryUse.Messages));
        Assert.True(memory.TryTake(40, MemoryUse.Images));
        Assert.False(memory.TryTake(1, MemoryUse.Images));
        Assert.True(memory.TryTake(10, MemoryUse.Faces));

        Assert.Equal((40, 10, 50), (memory.AlwaysFor(MemoryUse.Images), memory.AlwaysFor(MemoryUse.Faces), memory.AlwaysFor(MemoryUse.Bodies)));
    }

    [Fact]
    public void TryTake_OthersLeaveMore_MayExceedItsGuarantee()
    {
        var memory = new MemoryBudget(100, new Dictionary<MemoryUse, long> { [MemoryUse.Images] = 40, [MemoryUse.Faces] = 10 });

        Assert.Equal(90, memory.FreeFor(MemoryUse.Images));
        Assert.True(memory.TryTake(90, MemoryUse.Images));
        Assert.False(memory.TryTake(1, MemoryUse.Bodies));
        Assert.True(memory.TryTake(10, MemoryUse.Faces));
    }

    [Fact]
    public void Create_GuaranteesAboveTheLimit_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new MemoryBudget(9, new Dictionary<MemoryUse, long> { [MemoryUse.Images] = 10 }));

    [Fact]
    public void Free_Always_TellsOfItOnceItIsFree()
    {
        var memory = new MemoryBudget(10);
        memory.TryTake(10);
        long seen = -1;
        memory.Freed += () => seen = memory.Used;

        memory.Free(4);

        Assert.Equal(6, seen);
    }
}
