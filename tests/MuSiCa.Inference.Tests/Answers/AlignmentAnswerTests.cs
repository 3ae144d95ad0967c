using System.Text.Json;

namespace MuSiCa.Inference.Tests;

public sealed class AlignmentAnswerTests
{
    private static readonly FaceAlignment Alignment = new(
        new BoundingBox(1, 2.5f, 3, 4), [10.4999f, 20.25f, -1.006f, 7], 2, ExitReason.Confident, 0.0312499f, AlignmentStatus.Accepted);

    [Fact]
    public void Serialize_Answer_IsTheContractsJson()
    {
        AlignmentAnswer answer = AlignmentAnswer.From(TinyModel.Package, 640, 480, [Alignment]);

        string json = JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer);

        Assert.Equal(
            """{"model":{"name":"tiny","version":"1"},"image":{"width":640,"height":480},"faces":["""
            + """{"box":{"x":1,"y":2.5,"width":3,"height":4},"landmarks":[[10.5,20.25],[-1.01,7]]"""
            + ""","stages":2,"exit":"confident","predictedError":0.0312,"status":"accepted"}]}""",
            json);
    }

    [Theory]
    [InlineData(ExitReason.Exhausted, AlignmentStatus.Uncertain, "\"exit\":\"exhausted\"", "\"status\":\"uncertain\"")]
    [InlineData(ExitReason.Deadline, AlignmentStatus.Accepted, "\"exit\":\"deadline\"", "\"status\":\"accepted\"")]
    [InlineData(ExitReason.Budget, AlignmentStatus.Accepted, "\"exit\":\"budget\"", "\"status\":\"accepted\"")]
    public void Serialize_Words_AreLowerCase(ExitReason exit, AlignmentStatus status, string exitJson, string statusJson)
    {
        AlignmentAnswer answer = AlignmentAnswer.From(TinyModel.Package, 1, 1, [Alignment with { Exit = exit, Status = status }]);

        string json = JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer);

        Assert.Contains(exitJson, json, StringComparison.Ordinal);
        Assert.Contains(statusJson, json, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_DegradedAndTimed_SaysSoBehindTheRest()
    {
        FaceAnswer face = FaceAnswer.From(Alignment with { Degraded = true }) with { Timing = new FaceTimingAnswer(1.5, 0.25, 3.125) };
        var answer = new AlignmentAnswer(
            new ModelAnswer("tiny", "1"), new ImageAnswer(640, 480), [face], new ImageTimingAnswer(0.5, 0.125, 4, 0.75));

        string json = JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer);

        Assert.EndsWith(
            ""","status":"accepted","degraded":true,"timing":{"wait":1.5,"gather":0.25,"execute":3.125}}]"""
            + ""","timing":{"receive":0.5,"wait":0.125,"decode":4,"frame":0.75}}""",
            json,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_SeveralPasses_SaysHowMany()
    {
        AlignmentAnswer answer = AlignmentAnswer.From(TinyModel.Package, 640, 480, [Alignment with { Passes = 3 }]);

        string json = JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer);

        Assert.EndsWith(""","status":"accepted","passes":3}]}""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_SpreadAsked_IsToAHundredthOfAPixel()
    {
        AlignmentAnswer answer = AlignmentAnswer.From(
            TinyModel.Package, 640, 480, [Alignment with { Spread = [1.234f, 0.5f] }, Alignment], new AnswerDetails(Spread: true));

        string json = JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer);

        Assert.Contains(""","status":"accepted","spread":[1.23,0.5]},{""", json, StringComparison.Ordinal);
        Assert.EndsWith(""","status":"accepted"}]}""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_OwnJson_GivesTheSameAnswer()
    {
        AlignmentAnswer answer = AlignmentAnswer.From(TinyModel.Package, 640, 480, [Alignment]);
        string json = JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer);

        AlignmentAnswer read = JsonSerializer.Deserialize(json, AnswerJsonContext.Default.AlignmentAnswer)!;

        Assert.Equal(answer.Faces[0].Landmarks.AsEnumerable(), read.Faces[0].Landmarks);
        Assert.Equal(answer.Faces[0] with { Landmarks = [] }, read.Faces[0] with { Landmarks = [] });
    }

    [Theory]
    [InlineData("[[1]]")]
    [InlineData("[[1,2,3]]")]
    [InlineData("[[\"1\",2]]")]
    [InlineData("[5]")]
    public void Deserialize_LandmarkThatIsNoPoint_IsRefused(string landmarks) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            $$"""{"model":null,"image":null,"faces":[{"landmarks":{{landmarks}}}]}""",
            AnswerJsonContext.Default.AlignmentAnswer));
}
