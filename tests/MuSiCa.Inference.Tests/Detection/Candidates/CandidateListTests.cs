namespace MuSiCa.Inference.Tests;

public sealed class CandidateListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Add_MoreThanItHolds_KeepsTheBestInAnyOrder(int seed)
    {
        var random = new Random(seed);
        FaceCandidate[] all = [.. Enumerable.Range(0, 300).Select(_ => Candidate(random))];
        FaceCandidate[] best = Fill(new CandidateList(40), all).ToArray();
        random.Shuffle(all);

        Assert.Equal(best, Fill(new CandidateList(40), all).ToArray());
        Assert.Equal(all.Select(face => face.Score).OrderDescending().Take(40), best.Select(face => face.Score));
    }

    [Fact]
    public void AddRange_TwoLists_IsAsIfAllHadBeenAdded()
    {
        var random = new Random(3);
        FaceCandidate[] all = [.. Enumerable.Range(0, 60).Select(_ => Candidate(random))];
        var merged = new CandidateList(25);
        merged.AddRange(Fill(new CandidateList(60), all[..20]));
        merged.AddRange(Fill(new CandidateList(60), all[20..]));

        Assert.Equal(Fill(new CandidateList(25), all).ToArray(), merged.ToArray());
    }

    private static CandidateList Fill(CandidateList list, FaceCandidate[] candidates)
    {
        foreach (FaceCandidate candidate in candidates)
        {
            list.Add(candidate);
        }

        return list;
    }

    private static FaceCandidate Candidate(Random random) =>
        new(new BoundingBox(random.Next(9), random.Next(9), 10 + random.Next(9), 10 + random.Next(9)), random.Next(30) / 30f, 1);
}
