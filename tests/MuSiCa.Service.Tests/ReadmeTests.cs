using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MuSiCa.Service.Tests.Finding;

namespace MuSiCa.Service.Tests;

/// <summary>The first example of the README, as a reader would paste it.</summary>
public sealed partial class ReadmeTests(RealFinderTests.RealService service) : IClassFixture<RealFinderTests.RealService>
{
    // Processors round differently, and in 8 bits a rounding that falls the other way moves the box of so large a face by a pixel or two.
    private const double PixelTolerance = 2.5;
    private const double ShareTolerance = 0.01;

    private static readonly string Text = TestPaths.ReadFromRepository("README.md");

    [Fact]
    public async Task Curl_AsPasted_GetsTheAnswerShown()
    {
        Match curl = Curl().Match(Text);
        JsonNode shown = JsonNode.Parse(Answer().Match(Text).Groups["json"].Value.Replace(", …", string.Empty, StringComparison.Ordinal))!;
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(
            curl.Groups["path"].Value, Http.Body(TestPaths.ReadBytesFromRepository(curl.Groups["file"].Value))));

        AssertShown(shown, answer);
    }

    private static void AssertShown(JsonNode shown, JsonNode answer)
    {
        switch (shown)
        {
            case JsonObject members:
                Assert.Equal(members.Select(static member => member.Key), answer.AsObject().Select(static member => member.Key));
                Assert.All(members, member => AssertShown(member.Value!, answer[member.Key]!));
                break;
            case JsonArray items:
                Assert.All(items, (item, index) => AssertShown(item!, answer[index]!));
                break;
            case JsonValue value when value.TryGetValue(out double number):
                Assert.Equal(number, (double)answer, number < 1 ? ShareTolerance : PixelTolerance);
                break;
            default:
                Assert.Equal((string?)shown, (string?)answer);
                break;
        }
    }

    [GeneratedRegex("curl --data-binary @(?<file>[^ ]+) localhost:8080(?<path>[^ \n]+)\n```")]
    private static partial Regex Curl();

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Answer();
}
