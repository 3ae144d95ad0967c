using System.Text;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>
/// Header compression (RFC 7541) without compressing: literals without indexing are sent, and a table of size 0 is announced, so
/// that the server can only refer to the static table. The server uses no Huffman coding.
/// </summary>
internal static class Hpack
{
    // Appendix A, from index 1 on.
    private static readonly (string Name, string Value)[] StaticTable =
    [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"), (":scheme", "http"),
        (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"),
        (":status", "404"), (":status", "500"), ("accept-charset", ""), ("accept-encoding", "gzip, deflate"),
        ("accept-language", ""), ("accept-ranges", ""), ("accept", ""), ("access-control-allow-origin", ""), ("age", ""),
        ("allow", ""), ("authorization", ""), ("cache-control", ""), ("content-disposition", ""), ("content-encoding", ""),
        ("content-language", ""), ("content-length", ""), ("content-location", ""), ("content-range", ""), ("content-type", ""),
        ("cookie", ""), ("date", ""), ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""),
        ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""), ("last-modified", ""),
        ("link", ""), ("location", ""), ("max-forwards", ""), ("proxy-authenticate", ""), ("proxy-authorization", ""),
        ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""), ("set-cookie", ""),
        ("strict-transport-security", ""), ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""),
        ("www-authenticate", ""),
    ];

    public static byte[] Encode(IEnumerable<(string Name, string Value)> headers)
    {
        List<byte> block = [];
        foreach ((string name, string value) in headers)
        {
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        return [.. block];
    }

    public static List<(string Name, string Value)> Decode(ReadOnlySpan<byte> block)
    {
        List<(string, string)> headers = [];
        while (block.Length > 0)
        {
            byte first = block[0];
            if ((first & 0x80) != 0)
            {
                headers.Add(StaticTable[ReadInteger(ref block, 7) - 1]);
            }
            else if ((first & 0xE0) == 0x20)
            {
                Assert.Equal(0, ReadInteger(ref block, 5));
            }
            else
            {
                int index = ReadInteger(ref block, (first & 0xC0) == 0x40 ? 6 : 4);
                string name = index == 0 ? ReadText(ref block) : StaticTable[index - 1].Name;
                headers.Add((name, ReadText(ref block)));
            }
        }

        return headers;
    }

    private static void AddText(List<byte> block, string text)
    {
        int length = text.Length;
        if (length < 127)
        {
            block.Add((byte)length);
        }
        else
        {
            block.Add(127);
            for (length -= 127; length >= 128; length >>= 7)
            {
                block.Add((byte)((length & 127) | 128));
            }

            block.Add((byte)length);
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }

    private static int ReadInteger(ref ReadOnlySpan<byte> block, int bits)
    {
        int most = (1 << bits) - 1;
        int value = block[0] & most;
        block = block[1..];
        for (int shift = 0; value >= most; shift += 7)
        {
            byte next = block[0];
            block = block[1..];
            value += (next & 127) << shift;
            if (next < 128)
            {
                break;
            }
        }

        return value;
    }

    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        Assert.True(block[0] < 128, "Huffman coding is not expected.");
        int length = ReadInteger(ref block, 7);
        string text = Encoding.Latin1.GetString(block[..length]);
        block = block[length..];
        return text;
    }
}
