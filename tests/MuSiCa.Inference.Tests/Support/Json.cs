using System.Text.Json.Nodes;

namespace MuSiCa.Inference.Tests;

internal static class Json
{
    public static JsonArray Array(params JsonNode?[] items) => new(items);

    public static JsonArray Range(int count) => Array([.. Enumerable.Range(0, count).Select(index => (JsonNode?)index)]);

    public static JsonObject Object(params (string Name, JsonNode? Value)[] members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));
}
