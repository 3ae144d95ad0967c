using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MuSiCa.Service.Tests.Sockets;

/// <summary>A client of the stream over a WebSocket.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    /// <summary>Opens a stream of a service that listens on Kestrel.</summary>
    public static async Task<SocketClient> OpenAsync(HttpClient service, params (string Name, string Value)[] headers)
    {
        var client = new SocketClient();
        client._socket.Options.CollectHttpResponseDetails = true;
        foreach ((string name, string value) in headers)
        {
            client._socket.Options.SetRequestHeader(name, value);
        }

        await client._socket.ConnectAsync(new UriBuilder(new Uri(service.BaseAddress!, "/v1/track")) { Scheme = "ws" }.Uri, CancellationToken.None);
        return client;
    }

    /// <summary>Tries to open a stream that is refused.</summary>
    /// <returns>The status.</returns>
    public static async Task<int> RefusedAsync(HttpClient service, params (string Name, string Value)[] headers)
    {
        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(async () => (await OpenAsync(service, headers)).Dispose());
        return int.Parse(refused.Message.Split('\'')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public Task SettingsAsync(string json = "{}") => TextAsync(json);

    public Task TextAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task FrameAsync(byte[] image, bool isEnd = true) => _socket.SendAsync(image, WebSocketMessageType.Binary, isEnd, CancellationToken.None);

    /// <summary>The next answer.</summary>
    public async Task<JsonNode> AnswerAsync() => await ReadAsync() ?? throw new InvalidOperationException("The stream ended.");

    /// <summary>Closes in order, from this side.</summary>
    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    /// <summary>Reads what is told before the end, and the end.</summary>
    public async Task<(int Code, string? Reason, List<JsonNode> Told)> EndAsync()
    {
        List<JsonNode> told = [];
        while (await ReadAsync() is { } answer)
        {
            told.Add(answer);
        }

        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return ((int)_socket.CloseStatus!, _socket.CloseStatusDescription, told);
    }

    public void Dispose() => _socket.Dispose();

    private async Task<JsonNode?> ReadAsync()
    {
        using var message = new MemoryStream();
        byte[] part = new byte[4096];
        WebSocketReceiveResult read;
        do
        {
            read = await _socket.ReceiveAsync(part, CancellationToken.None);
            message.Write(part, 0, read.Count);
        }
        while (!read.EndOfMessage);
        return read.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(message.ToArray());
    }
}
