namespace MuSiCa.Serving.Tests;

public sealed class StageQueueTests
{
    [Fact]
    public void Take_OneClass_GoesByRank()
    {
        StageQueue queue = Filled([3, 1, 2], []);

        Assert.Equal([1, 2, 3], Take(queue, 3).Select(face => face.Rank.TotalMilliseconds));
    }

    [Fact]
    public void Take_BothClasses_EveryFourthIsBulk()
    {
        StageQueue queue = Filled([.. Enumerable.Repeat(0, 9)], [.. Enumerable.Repeat(0, 9)]);

        Assert.Equal("iiibiiibiiibbbbbbb"[..12], Classes(Take(queue, 12)));
        Assert.Equal("bbbbbb", Classes(Take(queue, queue.Count)));
    }

    [Fact]
    public void Take_BatchesOfOneUnderEndlessInteractiveFaces_BulkGetsEveryFourthPlace()
    {
        StageQueue queue = Filled([], [0, 0, 0, 0, 0]);
        List<WorkItem> taken = [];

        for (int i = 0; i < 20; i++)
        {
            queue.Add(TestQueues.Free());
            taken.Add(queue.Take());
        }

        Assert.Equal("iiibiiibiiibiiibiiib", Classes(taken));
    }

    [Fact]
    public void Take_EndlessBulkFaces_InteractiveWaitsForOneAtMost()
    {
        StageQueue queue = Filled([], [.. Enumerable.Repeat(0, 30)]);

        for (int i = 0; i < 5; i++)
        {
            Take(queue, i);
            queue.Add(TestQueues.Free());

            Assert.Contains('i', Classes(Take(queue, 2)));
        }
    }

    [Fact]
    public void MostUrgent_TwoClasses_IsTheLowestRankOfBoth()
    {
        Assert.Equal(TestQueues.Ms(1), Filled([2], [1, 3]).MostUrgent!.Rank);
        Assert.Equal(TestQueues.Ms(1), Filled([1], [2]).MostUrgent!.Rank);
        Assert.Equal(TestQueues.Ms(4), Filled([], [4]).MostUrgent!.Rank);
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
        StageQueue queue = Filled(new int[interactive], new int[bulk]);

        Assert.Equal(interactiveAhead, queue.Ahead(FacePriority.Interactive));
        Assert.Equal(bulkAhead, queue.Ahead(FacePriority.Bulk));
    }

    private static StageQueue Filled(int[] interactive, int[] bulk)
    {
        var queue = TestQueues.Create(batchLimit: 4).Of(0);
        Array.ForEach(interactive, rank => queue.Add(TestQueues.Free(rank)));
        Array.ForEach(bulk, rank => queue.Add(TestQueues.Free(rank, FacePriority.Bulk)));
        Assert.Equal(interactive.Length + bulk.Length, queue.Count);
        return queue;
    }

    private static List<WorkItem> Take(StageQueue queue, int count) => [.. Enumerable.Range(0, count).Select(_ => queue.Take())];

    private static string Classes(List<WorkItem> faces) =>
        string.Concat(faces.Select(face => face.Priority == FacePriority.Bulk ? 'b' : 'i'));
}
