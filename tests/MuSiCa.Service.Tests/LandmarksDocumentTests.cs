using System.Collections.Immutable;
using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

/// <summary>docs/landmarks.md against the models that it tells of.</summary>
public sealed class LandmarksDocumentTests
{
    private static readonly string Text = TestPaths.ReadFromRepository("docs", "landmarks.md");

    private readonly LandmarkScheme[] _schemes =
    [
        .. new[] { "musica-68", "musica-98" }.Select(static name => ModelPackage.Load(TestPaths.InRepository("models", name)).Landmarks),
    ];

    [Fact]
    public void Groups_OfBothModels_AreTheRowsOfTheTable()
    {
        IEnumerable<string> names = _schemes.SelectMany(static scheme => scheme.Groups.Select(static group => group.Name)).Distinct();

        Assert.All(names, name => Assert.Contains(
            $"| `{name}` | {string.Join(" | ", _schemes.Select(scheme => Range(scheme, name)))} |", Text, StringComparison.Ordinal));
    }

    [Fact]
    public void FivePoints_OfBothModels_AreTheRowsOfTheTable()
    {
        (string Name, Func<FivePoints, ImmutableArray<int>> Of)[] points =
        [
            ("leftEye", static five => five.LeftEye), ("rightEye", static five => five.RightEye), ("noseTip", static five => five.NoseTip),
            ("leftMouth", static five => five.LeftMouth), ("rightMouth", static five => five.RightMouth),
        ];

        Assert.All(points, point => Assert.Contains(
            $"| `{point.Name}` | {string.Join(" | ", _schemes.Select(scheme => Mean(point.Of(scheme.FivePoints!))))} |",
            Text, StringComparison.Ordinal));
    }

    [Fact]
    public void FivePoints_OfBothModels_LieOnTheirSideOfTheMeanFace()
    {
        foreach (string name in (string[])["musica-68", "musica-98", "musica-68-lite"])
        {
            var package = ModelPackage.Load(TestPaths.InRepository("models", name));
            FivePoints five = package.Landmarks.FivePoints!;
            double X(ImmutableArray<int> indices) => indices.Average(index => package.MeanShape[2 * index]);
            double Y(ImmutableArray<int> indices) => indices.Average(index => package.MeanShape[(2 * index) + 1]);

            // The subject's left is on the right-hand side of the picture.
            Assert.True(X(five.LeftEye) > 0.05 && X(five.LeftMouth) > 0.05, name);
            Assert.True(X(five.RightEye) < -0.05 && X(five.RightMouth) < -0.05, name);
            Assert.True(Y(five.LeftEye) < Y(five.NoseTip) && Y(five.NoseTip) < Y(five.LeftMouth), name);
        }
    }

    private static string Range(LandmarkScheme scheme, string name) =>
        scheme.Groups.SingleOrDefault(group => group.Name == name)?.Indices switch
        {
            null => string.Empty,
            [var one, var other] => $"{one} and {other}",
            { } indices => $"{indices[0]} to {indices[^1]}",
        };

    private static string Mean(ImmutableArray<int> indices) =>
        indices is [var only] ? $"{only}" : $"mean of {indices[0]} to {indices[^1]}";
}
