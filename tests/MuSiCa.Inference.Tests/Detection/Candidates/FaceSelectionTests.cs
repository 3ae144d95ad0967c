using CsCheck;

namespace MuSiCa.Inference.Tests;

public sealed class FaceSelectionTests
{
    private const int Width = 1000;
    private const int Height = 800;
    private const float Suppression = 0.4f;
    private const int MostFaces = 150;

    // Scores with few values, so that there are ties.
    private static readonly Gen<FaceCandidate> GenFace = Gen.Select(
        Gen.Float[10, 130], Gen.Float[0.7f, 1.3f], Gen.Float.Unit, Gen.Float.Unit, Gen.Int[0, 9], Gen.Int[1, 3],
        (side, shape, x, y, score, ratio) => Face((Width - side) * x, (Height - side) * y, side, side * shape, 0.5f + (score / 20f), ratio));

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

    [Fact]
    public void Select_AnyCandidates_DoesNotDependOnTheirOrder() => Gen.Select(GenFace, Gen.Int).Array[0, MostFaces].Sample(entries =>
    {
        FoundFace[] faces = Select([.. entries.Select(static entry => entry.Item1)]);

        Assert.Equal(faces, Select([.. entries.OrderBy(static entry => entry.Item2).Select(static entry => entry.Item1)]));
    });

    [Fact]
    public void Select_AnyCandidates_KeepsNoOverlapAndNoLonelyFaceIsLost() => GenFace.Array[0, MostFaces].Sample(candidates =>
    {
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
    });

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
}
