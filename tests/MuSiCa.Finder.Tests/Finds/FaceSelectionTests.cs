using MuSiCa.Cascade;

namespace MuSiCa.Finder.Tests;

public sealed class FaceSelectionTests
{
    private const int Width = 1000;
    private const int Height = 800;
    private const float Suppression = 0.4f;

    [Fact]
    public void Select_SameFaceTwice_KeepsTheHigherScore()
    {
        FoundFace[] faces = Select(Face(100, 100, 50, 60, 0.7f), Face(102, 99, 51, 60, 0.9f));

        Assert.Equal([new FoundFace(new BoundingBox(102, 99, 51, 60), 0.9f)], faces);
    }

    [Fact]
    public void Select_EqualScores_KeepsTheLarger() =>
        Assert.Equal(60, Assert.Single(Select(Face(100, 100, 50, 50, 0.7f), Face(98, 98, 60, 60, 0.7f))).Box.Width);

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 2)]
    public void Select_SmallBoxInsideAnother_IsAPartOnlyBetweenRatios(double ratio, double other, int count) =>
        Assert.Equal(count, Select(Face(100, 100, 100, 100, 0.9f, ratio), Face(110, 110, 50, 50, 0.8f, other)).Length);

    [Fact]
    public void Select_FaceOfTheSmallerBoxScoresHigher_TheLargerGoesToo() =>
        Assert.Equal(50, Assert.Single(Select(Face(100, 100, 100, 100, 0.7f, 1), Face(110, 110, 50, 50, 0.8f, 2))).Box.Width);

    [Fact]
    public void Select_MoreFacesThanWanted_TakesTheLargestFirst()
    {
        CandidateList candidates = ListOf(Face(0, 0, 20, 20, 0.99f), Face(100, 0, 60, 60, 0.6f), Face(200, 0, 40, 40, 0.8f));

        FoundFace[] faces = FaceSelection.Select(candidates, Width, Height, Suppression, maxFaces: 2);

        Assert.Equal([60, 40], faces.Select(face => face.Box.Width));
        Assert.Empty(FaceSelection.Select(candidates, Width, Height, Suppression, maxFaces: 0));
    }

    [Fact]
    public void Select_BoxThatCannotBeFramed_IsDropped() =>
        Assert.Empty(Select(Face(1000, 10, 20, 20, 0.9f), Face(10, 10, 1e9f, 20, 0.9f), Face(-50, 10, 50, 20, 0.9f)));

    [Fact]
    public void Select_Nothing_IsEmpty() => Assert.Empty(Select());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Select_RandomCandidates_DoesNotDependOnTheirOrder(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 50; round++)
        {
            FaceCandidate[] candidates = RandomFaces(random);
            FoundFace[] faces = Select(candidates);
            random.Shuffle(candidates);

            Assert.Equal(faces, Select(candidates));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Select_RandomCandidates_KeepsNoOverlapAndNoLonelyFaceIsLost(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 50; round++)
        {
            FaceCandidate[] candidates = RandomFaces(random);
            FoundFace[] faces = Select(candidates);

            Assert.True(faces.Length <= candidates.Length);
            Assert.Equal(faces.OrderByDescending(face => BoxOverlap.Area(face.Box)), faces);
            foreach ((FoundFace one, FoundFace other) in faces.SelectMany((face, i) => faces.Skip(i + 1).Select(other => (face, other))))
            {
                Assert.True(BoxOverlap.Iou(one.Box, other.Box) <= Suppression + 0.01, $"{one} and {other}");
            }

            foreach (FaceCandidate candidate in candidates)
            {
                Assert.Contains(faces, face => BoxOverlap.Intersection(face.Box, candidate.Box) > 0);
            }
        }
    }

    private static FoundFace[] Select(params FaceCandidate[] candidates) =>
        FaceSelection.Select(ListOf(candidates), Width, Height, Suppression, maxFaces: 1000);

    private static CandidateList ListOf(params FaceCandidate[] candidates)
    {
        var list = new CandidateList(CandidateList.PerImage);
        foreach (FaceCandidate candidate in candidates)
        {
            list.Add(candidate);
        }

        return list;
    }

    private static FaceCandidate Face(float x, float y, float width, float height, float score, double ratio = 1) =>
        new(new BoundingBox(x, y, width, height), score, ratio);

    // Scores with few values, so that there are ties.
    private static FaceCandidate[] RandomFaces(Random random) =>
    [
        .. Enumerable.Range(0, 120).Select(_ =>
        {
            float side = 10 + (120 * random.NextSingle());
            return Face(
                (Width - side) * random.NextSingle(),
                (Height - side) * random.NextSingle(),
                side,
                side * (0.7f + (0.6f * random.NextSingle())),
                0.5f + (random.Next(10) / 20f),
                1 + random.Next(3));
        }),
    ];
}
