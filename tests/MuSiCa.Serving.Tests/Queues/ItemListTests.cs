using CsCheck;

namespace MuSiCa.Serving.Tests;

public sealed class ItemListTests
{
    [Fact]
    public void Add_FacesInAnyOrder_AreOrderedByRank()
    {
        var list = new ItemList();

        foreach (int rank in new[] { 5, 1, 3, 2, 4, 0 })
        {
            list.Add(TestQueues.Free(rank));
        }

        Assert.Equal(6, list.Count);
        Assert.Equal([0, 1, 2, 3, 4, 5], Drain(list).Select(face => face.Rank.TotalMilliseconds));
    }

    [Fact]
    public void Add_SameRank_KeepsTheOrderOfArrival()
    {
        var list = new ItemList();
        WorkItem[] faces = [TestQueues.Free(1), TestQueues.Free(1), TestQueues.Free(1)];

        Array.ForEach(faces, list.Add);

        Assert.Equal(faces, Drain(list));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Remove_FirstMiddleOrLast_LeavesTheOthersAndAFreeFace(int index)
    {
        var list = new ItemList();
        WorkItem[] faces = [TestQueues.Free(1), TestQueues.Free(2), TestQueues.Free(3)];
        Array.ForEach(faces, list.Add);

        list.Remove(faces[index]);

        Assert.Null(faces[index].List);
        Assert.Null(faces[index].Previous);
        Assert.Null(faces[index].Next);
        list.Add(TestQueues.Free(4));
        Assert.Equal(
            [.. faces.Where((_, i) => i != index).Select(face => face.Rank), TestQueues.Ms(4)],
            Drain(list).Select(face => face.Rank));
        Assert.Null(list.First);
    }

    [Fact]
    public void AddAndRemove_InAnyOrder_IsASortedList() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 19]).Array[0, 500].Sample(steps =>
    {
        var list = new ItemList();
        List<WorkItem> expected = [];
        foreach ((int kind, int number) in steps)
        {
            if (kind == 0 && expected.Count > 0)
            {
                WorkItem gone = expected[number % expected.Count];
                expected.Remove(gone);
                list.Remove(gone);
            }
            else
            {
                WorkItem face = TestQueues.Free(number);
                expected.Add(face);
                list.Add(face);
            }
        }

        Assert.Equal(expected.Count, list.Count);
        Assert.Equal(expected.OrderBy(face => face.Rank), Drain(list));
    });

    private static List<WorkItem> Drain(ItemList list)
    {
        List<WorkItem> faces = [];
        while (list.First is { } face)
        {
            list.Remove(face);
            faces.Add(face);
        }

        Assert.Equal(0, list.Count);
        return faces;
    }
}
