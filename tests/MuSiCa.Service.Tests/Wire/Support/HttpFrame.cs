using System.Buffers.Binary;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>A frame of HTTP/2 (RFC 9113, section 4.1).</summary>
internal sealed record HttpFrame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const int HeaderLength = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;
    public const byte EndStream = 1;
    public const byte Acknowledge = 1;
    public const byte EndHeaders = 4;

    public byte[] Bytes()
    {
        byte[] bytes = new byte[HeaderLength + Payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Payload.Length << 8 | Type);
        bytes[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Stream);
        Payload.CopyTo(bytes.AsSpan(HeaderLength));
        return bytes;
    }

    public static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>The setting of a parameter (section 6.5.1).</summary>
    public static byte[] Setting(ushort parameter, uint value) => [(byte)(parameter >> 8), (byte)parameter, .. Number(value)];
}
