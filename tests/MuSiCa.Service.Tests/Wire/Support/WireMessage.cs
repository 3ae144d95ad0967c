using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using MuSiCa.Protos.V1;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Messages with what stands before them on the wire (gRPC over HTTP/2, "Length-Prefixed-Message").</summary>
internal static class WireMessage
{
    /// <summary>Bytes before a message: its flag and its length.</summary>
    public const int PrefixLength = 5;

    /// <summary>A good request of Locate: the fewest bytes, so that it can be cut at every one.</summary>
    public static LocateRequest Request { get; } = new() { Image = Grey(8, 6), Boxes = { Box() } };

    /// <summary>A good message of a call.</summary>
    public static byte[] Good(string method) => Of(method == WireConnection.Locate ? Request : Frame(1));

    public static Frame Frame(long id) => new() { Id = id, TimestampUs = 40_000 * id, Image = Grey(8, 6), Boxes = { Box() } };

    /// <summary>A message of a call that holds an image of so many bytes.</summary>
    public static byte[] Large(string method, int bytes)
    {
        Image image = Grey(bytes / 100, 100);
        return Of(method == WireConnection.Locate
            ? new LocateRequest { Image = image, Boxes = { Box() } }
            : new Frame { Id = 1, Image = image, Boxes = { Box() } });
    }

    public static byte[] Of(IMessage message) => Of(message.ToByteArray());

    public static byte[] Of(ReadOnlySpan<byte> payload, byte flag = 0, uint? length = null)
    {
        byte[] bytes = new byte[PrefixLength + payload.Length];
        bytes[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), length ?? (uint)payload.Length);
        payload.CopyTo(bytes.AsSpan(PrefixLength));
        return bytes;
    }

    public static byte[] Zip(ReadOnlySpan<byte> bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }

    /// <summary>Splits a body into payloads.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> body)
    {
        List<byte[]> payloads = [];
        while (body.Length > 0)
        {
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(body[1..]);
            payloads.Add(body.Slice(PrefixLength, length).ToArray());
            body = body[(PrefixLength + length)..];
        }

        return payloads;
    }

    private static Box Box() => new() { X = 1, Y = 1, Width = 6, Height = 4 };

    private static Image Grey(int width, int height) => new()
    {
        Pixels = new Pixels
        {
            Format = Pixels.Types.Format.Grey,
            Width = (uint)width,
            Height = (uint)height,
            Data = ByteString.CopyFrom(new byte[width * height]),
        },
    };
}
