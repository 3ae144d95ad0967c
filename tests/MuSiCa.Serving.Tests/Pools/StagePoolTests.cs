namespace MuSiCa.Serving.Tests;

public sealed class StagePoolTests
{
    [Fact]
    public void Take_OneClass_GoesByRank()
    {
        StagePool pool = Filled([3, 1, 2], []);

        Assert.Equal([1, 2, 3], Take(pool, 3).Select(face => face.Rank.TotalMilliseconds));
    }

    [Fact]
    public void Take_BothClasses_EveryFourthIsBulk()
    {
        StagePool pool = Filled([.. Enumerable.Repeat(0, 9)], [.. Enumerable.Repeat(0, 9)]);

        Assert.Equal("iiibiiibiiibbbbbbb"[..12], Classes(Take(pool, 12)));
        Assert.Equal("bbbbbb", Classes(Take(pool, pool.Count)));
    }

    [Fact]
    public void Take_BatchesOfOneUnderEndlessInteractiveFaces_BulkGetsEveryFourthPlace()
    {
        StagePool pool = Filled([], [0, 0, 0, 0, 0]);
        List<QueuedFace> taken = [];

        for (int i = 0; i < 20; i++)
        {
            pool.Add(TestPools.Face());
            taken.Add(pool.Take());
        }

        Assert.Equal("iiibiiibiiibiiibiiib", Classes(taken));
    }

    [Fact]
    public void Take_EndlessBulkFaces_InteractiveWaitsForOneAtMost()
    {
        StagePool pool = Filled([], [.. Enumerable.Repeat(0, 30)]);

        for (int i = 0; i < 5; i++)
        {
            Take(pool, i);
            pool.Add(TestPools.Face());

            Assert.Contains('i', Classes(Take(pool, 2)));
        }
    }

    [Fact]
    public void MostUrgent_TwoClasses_IsTheLowestRankOfBoth()
    {
        Assert.Equal(TestPools.Ms(1), Filled([2], [1, 3]).MostUrgent!.Rank);
        Assert.Equal(TestPools.Ms(1), Filled([1], [2]).MostUrgent!.Rank);
        Assert.Equal(TestPools.Ms(4), Filled([], [4]).MostUrgent!.Rank);
        Assert.Null(Filled([], []).MostUrgent);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(6, 0, 6, 4)]
    [InlineData(0, 6, 0, 6)]
    [InlineData(6, 6, 8, 12)]
    [InlineData(30, 1, 31, 8)]
    public void Ahead_OfANewcomer_CountsItsClassAndItsShareOfTheOther(int interactive, int bulk, double interactiveAhead, double bulkAhead)
    {
        StagePool pool = Filled(new int[interactive], new int[bulk]);

        Assert.Equal(interactiveAhead, pool.Ahead(FacePriority.Interactive));
        Assert.Equal(bulkAhead, pool.Ahead(FacePriority.Bulk));
    }

    private static StagePool Filled(int[] interactive, int[] bulk)
    {
        var pool = new StagePool();
        Array.ForEach(interactive, rank => pool.Add(TestPools.Face(rank)));
        Array.ForEach(bulk, rank => pool.Add(TestPools.Face(rank, FacePriority.Bulk)));
        Assert.Equal(interactive.Length + bulk.Length, pool.Count);
        return pool;
    }

    private static List<QueuedFace> Take(StagePool pool, int count) => [.. Enumerable.Range(0, count).Select(_ => pool.Take())];

    private static string Classes(List<QueuedFace> faces) =>
        string.Concat(faces.Select(face => face.Priority == FacePriority.Bulk ? 'b' : 'i'));
}
