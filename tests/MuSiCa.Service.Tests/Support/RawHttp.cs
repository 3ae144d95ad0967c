using System.Net.Sockets;
using System.Text;

namespace MuSiCa.Service.Tests;

/// <summary>A connection of HTTP/1.1 that sends what it is told, right or wrong.</summary>
internal sealed class RawHttp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TcpClient _client = new() { NoDelay = true };

    private RawHttp()
    {
    }

    public static async Task<RawHttp> OpenAsync(Uri address)
    {
        var connection = new RawHttp();
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes).AsTask().WaitAsync(Patience);

    /// <summary>Reads an answer whose end is that of its JSON, or of its headers where there is no body.</summary>
    public async Task<string> ReceiveAsync()
    {
        var answer = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (!answer.ToString().Contains("}\r\n0\r\n\r\n", StringComparison.Ordinal)
            && !(answer.ToString().Contains("Content-Length: 0\r\n", StringComparison.Ordinal) && answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)))
        {
            int read = await _client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Patience);
            if (read == 0)
            {
                break;
            }

            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    public void Dispose() => _client.Dispose();
}
