using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Requests of HTTP/1.1 as bytes.</summary>
internal static class RawRequest
{
    // What curl does: larger bodies wait until the server asks for them, so that one that is refused need not be sent.
    private const int LargestSentAtOnce = 1024 * 1024;

    private static ReadOnlySpan<byte> Expect => "Expect: 100-continue\r\n\r\n"u8;

    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    /// <summary>A request with its body.</summary>
    public static byte[] Post(string path, string mediaType, ReadOnlySpan<byte> body) => [.. Head(path, mediaType, body.Length), .. body];

    /// <summary>What comes before a body of some length.</summary>
    public static byte[] Head(string path, string mediaType, long length) => Encoding.ASCII.GetBytes(Invariant(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {mediaType}\r\nContent-Length: {length}\r\n\r\n"));

    /// <summary>How long the head of a request is whose body waits to be asked for; 0 where the body does not wait.</summary>
    public static int ExpectingHead(ReadOnlySpan<byte> request)
    {
        int end = request.IndexOf("\r\n\r\n"u8) + 4;
        return request[..end].EndsWith(Expect) ? end : 0;
    }

    /// <summary>A photo whose faces are wanted; a large one waits to be asked for.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="finds">Whether its box is left out, so that the service finds the face.</param>
    /// <param name="timeout">Milliseconds that the request allows; null where it names none.</param>
    public static byte[] Photo(BenchPhoto photo, bool finds, int? timeout)
    {
        List<string> query = [];
        if (!finds)
        {
            query.Add(Invariant($"box={photo.Box.X},{photo.Box.Y},{photo.Box.Width},{photo.Box.Height}"));
        }

        if (timeout is { } milliseconds)
        {
            query.Add(Invariant($"timeout={milliseconds}"));
        }

        string separator = query.Count > 0 ? "?" : string.Empty;
        string path = $"/v1/landmarks{separator}{string.Join('&', query)}";
        byte[] head = Head(path, "image/jpeg", photo.Encoded.Length);
        return photo.Encoded.Length > LargestSentAtOnce
            ? [.. head[..^2], .. Expect, .. photo.Encoded]
            : [.. head, .. photo.Encoded];
    }
}
