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
}
