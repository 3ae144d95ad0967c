using System.Text.Json;

namespace MuSiCa.Service.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void Curl_AsPasted_HasTheBoxOfTheSample()
    {
        using var boxes = JsonDocument.Parse(TestPaths.ReadFromRepository("samples", "boxes.json"));
        string box = string.Join(',', boxes.RootElement.GetProperty("average-face.jpg")[0].EnumerateArray());

        Assert.Contains($"/v1/landmarks?box={box}'", TestPaths.ReadFromRepository("README.md"), StringComparison.Ordinal);
    }
}
