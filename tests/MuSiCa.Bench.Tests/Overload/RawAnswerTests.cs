using System.Text;

namespace MuSiCa.Bench.Tests;

public class RawAnswerTests
{
    private const string Refusal = "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/problem+json\r\nretry-after:  2\r\n"
        + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2e\r\n{\"type\":\"urn:musica:problem:queue-full\",\"a\":1}\r\n0\r\n\r\n";

    private const string Result = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{  }";

    [Fact]
    public void TryParse_Refusal_ReadsProblemWaitAndClose()
    {
        RawAnswer? answer = Parse(Refusal);

        Assert.Equal(new RawAnswer(429, "queue-full", TimeSpan.FromSeconds(2), Closes: true), answer);
        Assert.True(answer!.IsRefusal);
        Assert.Equal("429 queue-full", answer.Kind);
    }

    [Fact]
    public void TryParse_Result_IsNeitherRefusalNorClosed() => Assert.Equal(new RawAnswer(200, null, null, Closes: false), Parse(Result));

    [Theory]
    [InlineData(Refusal)]
    [InlineData(Result)]
    public void TryParse_EveryBeginning_WaitsForTheRest(string whole) =>
        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Null(Parse(whole[..length])));

    [Theory]
    [InlineData("503 Service Unavailable")]
    [InlineData("500 Internal Server Error")]
    public void IsRefusal_ErrorWithoutProblem_IsNone(string status) =>
        Assert.False(Parse($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")!.IsRefusal);

    [Fact]
    public void IsRefusal_ProblemOfStatus500_IsNone() => Assert.False(new RawAnswer(500, "internal-error", null, false).IsRefusal);

    [Fact]
    public void TryParse_OtherProtocol_Throws() => Assert.Throws<FormatException>(() => Parse("SSH-2.0-x\r\n\r\n"));

    private static RawAnswer? Parse(string text) => RawAnswer.TryParse(Encoding.ASCII.GetBytes(text));
}
