using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MuSiCa.Service.Tests;

/// <summary>Sending images and reading answers.</summary>
internal static class Http
{
    public static ByteArrayContent Body(byte[] bytes, string? contentType = null)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return content;
    }

    public static MultipartFormDataContent Form(params byte[][] files)
    {
        var form = new MultipartFormDataContent();
        foreach ((int i, byte[] file) in files.Index())
        {
            form.Add(new ByteArrayContent(file), $"image{i}", $"image{i}.jpg");
        }

        return form;
    }

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    public static async Task<JsonNode> AnswerAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Checks that a response is the problem of a type, complete and consistent, and returns it.</summary>
    public static async Task<JsonNode> ProblemAsync(HttpResponseMessage response, string type)
    {
        JsonNode problem = await ProblemAsync(response);
        Assert.Equal($"urn:musica:problem:{type}", (string?)problem["type"]);
        return problem;
    }

    public static async Task<JsonNode> ProblemAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{response.StatusCode} {text}");
        JsonNode problem = JsonNode.Parse(text)!;
        Assert.Equal((int)response.StatusCode, (int?)problem["status"]);
        AssertInTable(problem);
        return problem;
    }

    /// <summary>Checks that a problem is a row of the table and says something.</summary>
    public static void AssertInTable(JsonNode problem)
    {
        Problems.ProblemType row = Assert.Single(Problems.ProblemTypes.All, row => row.Uri == (string?)problem["type"]);
        Assert.Equal(row.Status, (int?)problem["status"]);
        Assert.Equal(row.Title, (string?)problem["title"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["detail"]));
    }

    public static double[] Landmarks(JsonNode face) =>
        [.. face["landmarks"].Deserialize<double[][]>()!.SelectMany(static point => point)];
}
