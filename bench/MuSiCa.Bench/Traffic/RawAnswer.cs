using System.Buffers.Text;
using System.Text;

namespace MuSiCa.Bench;

/// <summary>What a load needs to know of an answer over HTTP/1.1.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Problem">The problem's type without its prefix; null where the body is no problem.</param>
/// <param name="RetryAfter">The time that the server asks to wait; null where it does not.</param>
/// <param name="Closes">Whether the server closes the connection after it.</param>
internal sealed record RawAnswer(int Status, string? Problem, TimeSpan? RetryAfter, bool Closes)
{
    /// <summary>The status that asks for the body of a request that waits for it.</summary>
    public const int Continue = 100;

    private const int StatusAt = 9;
    private const int StatusEnd = 12;

    private static ReadOnlySpan<byte> ProblemPrefix => "urn:musica:problem:"u8;

    /// <summary>Whether it is a result.</summary>
    public bool IsOk => Status == 200;

    /// <summary>Whether it says in the way that is documented that the service has no room or no time.</summary>
    public bool IsRefusal => Problem is not null && Status is 408 or 429 or 503 or 504;

    /// <summary>Status and problem, as reports have them.</summary>
    public string Kind => Problem is null ? $"{Status}" : $"{Status} {Problem}";

    /// <summary>Reads an answer from what has arrived.</summary>
    /// <param name="received">All bytes since the request was sent.</param>
    /// <returns>The answer; null while it is not complete.</returns>
    /// <exception cref="FormatException">The bytes are no answer over HTTP/1.1.</exception>
    public static RawAnswer? TryParse(ReadOnlySpan<byte> received)
    {
        int headersEnd = received.IndexOf("\r\n\r\n"u8);
        if (headersEnd < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> headers = received[..headersEnd];
        if (!headers.StartsWith("HTTP/1.1 "u8)
            || headers.Length < StatusEnd
            || !Utf8Parser.TryParse(headers[StatusAt..StatusEnd], out int status, out _))
        {
            throw new FormatException("This is no answer over HTTP/1.1.");
        }

        ReadOnlySpan<byte> body = received[(headersEnd + 4)..];
        bool isComplete = Equals(Header(headers, "Transfer-Encoding"u8), "chunked"u8)
            ? HoldsAllChunks(body)
            : body.Length >= (Number(Header(headers, "Content-Length"u8)) ?? 0);
        if (!isComplete)
        {
            return null;
        }

        TimeSpan? wait = Number(Header(headers, "Retry-After"u8)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new RawAnswer(status, status >= 400 ? ProblemOf(body) : null, wait, Equals(Header(headers, "Connection"u8), "close"u8));
    }

    private static string? ProblemOf(ReadOnlySpan<byte> body)
    {
        int at = body.IndexOf(ProblemPrefix);
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> name = body[(at + ProblemPrefix.Length)..];
        return Encoding.ASCII.GetString(name[..Math.Max(0, name.IndexOf((byte)'"'))]);
    }

    // The value of a header without blanks around it; empty where there is none.
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        while (headers.IndexOf("\r\n"u8) is var next && next >= 0)
        {
            headers = headers[(next + 2)..];
            int end = headers.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = end < 0 ? headers : headers[..end];
            if (line.Length > name.Length && line[name.Length] == (byte)':' && Equals(line[..name.Length], name))
            {
                return line[(name.Length + 1)..].Trim((byte)' ');
            }
        }

        return [];
    }

    private static bool HoldsAllChunks(ReadOnlySpan<byte> body)
    {
        while (true)
        {
            int end = body.IndexOf("\r\n"u8);
            if (end < 0)
            {
                return false;
            }

            if (!Utf8Parser.TryParse(body[..end], out int length, out _, 'x'))
            {
                throw new FormatException("This is no chunk of HTTP/1.1.");
            }

            int next = end + 2 + length + 2;
            if (body.Length < next)
            {
                return false;
            }

            if (length == 0)
            {
                return true;
            }

            body = body[next..];
        }
    }

    private static long? Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long number, out _) ? number : null;

    private static bool Equals(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(one, other);
}
