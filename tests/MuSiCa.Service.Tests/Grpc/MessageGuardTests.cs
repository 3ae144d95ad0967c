using System.Buffers;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Problems;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Tests.Grpc;

public sealed class MessageGuardTests
{
    private const int MaxFaces = 10;
    private const uint UnknownVarint = 100 << 3;
    private const uint UnknownBytes = (100 << 3) | 2;
    private const uint UnknownGroup = (100 << 3) | 3;
    private const uint UnknownGroupEnd = (100 << 3) | 4;

    private readonly MessageGuard _guard = new(LocateRequest.Descriptor, MaxFaces);

    [Fact]
    public void Check_FullRequest_IsAccepted() => _guard.Check(Sequence(Full().ToByteArray()));

    [Fact]
    public void Check_FewMoreBoxesThanOneMayHave_IsLeftToWhoeverReadsThem()
    {
        var request = new LocateRequest { Boxes = { Enumerable.Repeat(new Box { X = 1 }, _guard.MaxElements) } };

        _guard.Check(Sequence(request.ToByteArray()));
    }

    [Fact]
    public void Check_MillionsOfEmptyBoxes_AreRefusedBeforeAnythingIsMadeOfThem()
    {
        // Each is a tag and a length of 0.
        byte[] boxes = [.. Enumerable.Repeat(new byte[] { (2 << 3) | 2, 0 }, 2_000_000).SelectMany(static box => box)];

        Problem problem = Refusal(boxes, out long allocated);

        Assert.Equal("too-many-faces", problem.Type.Name);
        Assert.Equal("boxes", problem.Parameter);
        Assert.InRange(allocated, 0, 10_000);
    }

    [Fact]
    public void Check_MillionsOfUnknownFields_AreRefusedBeforeAnythingIsMadeOfThem()
    {
        byte[] fields = [.. Enumerable.Repeat((byte[])[.. Varint(UnknownVarint), 1], 2_000_000).SelectMany(static field => field)];

        Problem problem = Refusal(fields, out long allocated);

        Assert.Equal("request-malformed", problem.Type.Name);
        Assert.InRange(allocated, 0, 10_000);
    }

    // An image that comes again and again replaces itself, and every piece of it has been an object.
    [Fact]
    public void Check_SameFieldAgainAndAgain_IsRefused()
    {
        byte[] image = new LocateRequest { Image = new Image { Encoded = ByteString.CopyFrom(1) } }.ToByteArray();

        Problem problem = Refusal([.. Enumerable.Repeat(image, _guard.MaxFields).SelectMany(static one => one)], out _);

        Assert.Equal("request-malformed", problem.Type.Name);
    }

    [Theory]
    [InlineData(MessageGuard.MaxTextBytes, true)]
    [InlineData(MessageGuard.MaxTextBytes + 1, false)]
    [InlineData(10_000_000, false)]
    public void Check_Text_HasALimit(int bytes, bool isAccepted)
    {
        byte[] message = new LocateRequest { Limits = new Limits { Profile = new string('x', bytes) } }.ToByteArray();

        if (isAccepted)
        {
            _guard.Check(Sequence(message));
        }
        else
        {
            Assert.Equal(("parameter-invalid", "profile"), (Refusal(message, out _).Type.Name, Refusal(message, out _).Parameter));
        }
    }

    [Fact]
    public void Check_LargeImage_IsSteppedOver()
    {
        var request = new LocateRequest { Image = new Image { Encoded = ByteString.CopyFrom(new byte[10_000_000]) } };
        ReadOnlySequence<byte> message = Sequence(request.ToByteArray(), segment: 16_384);

        long before = GC.GetAllocatedBytesForCurrentThread();
        _guard.Check(message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Check_UnknownFieldsOfALaterVersion_AreAcceptedWhateverTheirKind()
    {
        byte[] message =
        [
            .. Full().ToByteArray(),
            .. Varint(UnknownVarint), .. Varint(ulong.MaxValue),
            .. Varint(UnknownBytes), 3, 1, 2, 3,
            .. Varint((100 << 3) | 1), .. new byte[8],
            .. Varint((100 << 3) | 5), .. new byte[4],
            .. Varint(UnknownGroup), .. Varint(UnknownBytes), 1, 7, .. Varint(UnknownGroupEnd),

            // A box of another kind than the one that is known.
            (2 << 3) | 0, 7,
        ];

        _guard.Check(Sequence(message));
    }

    [Theory]
    [InlineData(new byte[] { 0x0C })] // The end of a group that never began.
    [InlineData(new byte[] { 0x0A })] // A tag without a length.
    [InlineData(new byte[] { 0x0A, 5, 1 })] // A part that reaches over the end.
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })] // A negative length.
    [InlineData(new byte[] { 0x0A, 3, 0x0A, 5, 1, 1, 1, 1, 1 })] // A part of a part that reaches over its end.
    [InlineData(new byte[] { 0x00, 1 })] // Field 0.
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // A tag of eleven bytes.
    [InlineData(new byte[] { 0xA0, 0x06 })] // A number that is not there.
    [InlineData(new byte[] { 0xA1, 0x06, 1, 2, 3 })] // Half of eight bytes.
    [InlineData(new byte[] { 0xA3, 0x06, 0xA0, 0x06, 1 })] // A group without an end.
    [InlineData(new byte[] { 0xA3, 0x06, 0xA4, 0x07 })] // A group that ends as another.
    public void Check_BytesThatAreNoMessage_AreRefusedAsByTheParser(byte[] bytes)
    {
        Assert.ThrowsAny<InvalidProtocolBufferException>(() => LocateRequest.Parser.ParseFrom(bytes));

        Assert.Equal("request-malformed", Refusal(bytes, out _).Type.Name);
    }

    [Theory]
    [InlineData(MessageGuard.MaxDepth, true)]
    [InlineData(MessageGuard.MaxDepth + 1, false)]
    [InlineData(100_000, false)]
    public void Check_GroupsInGroups_HaveALimit(int depth, bool isAccepted)
    {
        var guard = new MessageGuard(LocateRequest.Descriptor, maxFaces: 1_000_000);
        byte[] message =
        [
            .. Enumerable.Repeat(Varint(UnknownGroup), depth).SelectMany(static tag => tag),
            .. Enumerable.Repeat(Varint(UnknownGroupEnd), depth).SelectMany(static tag => tag),
        ];

        Exception? refusal = Record.Exception(() => guard.Check(Sequence(message)));

        Assert.Equal(isAccepted, refusal is null);
    }

    // Whatever the parser takes, unless it is too much; the other way round the parser has the last word.
    [Fact]
    public void Check_MutatedMessages_AreAcceptedWhereTheParserAcceptsThem()
    {
        byte[] good = Full().ToByteArray();
        Gen<byte[]> mutated = Gen.Select(
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 3],
            Gen.Frequency((2, Gen.Const(good.Length)), (1, Gen.Int[0, good.Length - 1])),
            (changes, length) =>
            {
                byte[] bytes = [.. good];
                foreach ((int at, byte value) in changes)
                {
                    bytes[at] = value;
                }

                return bytes[..length];
            });
        int accepted = 0;

        Gen.Select(mutated, Gen.Int[1, 19]).Sample(
            (bytes, segment) =>
            {
                if (Parses(bytes))
                {
                    Interlocked.Increment(ref accepted);
                    Exception? refusal = Record.Exception(() => _guard.Check(Sequence(bytes, segment)));
                    Assert.True(refusal is null or ProblemException { Problem.Type.Name: not "request-malformed" }, $"{refusal}");
                }
            },
            iter: 20_000);

        Assert.InRange(accepted, 1000, 20_000);
    }

    [Fact]
    public void Check_EveryMessageThatIsTaken_HasAGuard()
    {
        foreach (MessageDescriptor type in new[] { LocateRequest.Descriptor, Frame.Descriptor })
        {
            new MessageGuard(type, MaxFaces).Check(ReadOnlySequence<byte>.Empty);
        }
    }

    private static LocateRequest Full() => new()
    {
        Image = new Image
        {
            Pixels = new Pixels { Format = Pixels.Types.Format.Grey, Width = 3, Height = 2, Stride = 3, Data = ByteString.CopyFrom(new byte[6]) },
        },
        Boxes = { new Box { X = 1, Y = 2, Width = 3, Height = 4 }, new Box() },
        Limits = new Limits { Profile = "fast", MaxError = 0.1f, MaxStages = 2 },
        Model = "musica-68",
        Priority = Priority.Bulk,
        Timing = true,
        Find = new Find { MinFace = 2, MaxFaces = 3, BoxesOnly = true },
    };

    private static bool Parses(byte[] bytes)
    {
        try
        {
            LocateRequest.Parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private Problem Refusal(byte[] bytes, out long allocated)
    {
        ReadOnlySequence<byte> message = Sequence(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ProblemException refusal = Assert.Throws<ProblemException>(() => _guard.Check(message));
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return refusal.Problem;
    }

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        return [.. bytes, (byte)value];
    }

    private static ReadOnlySequence<byte> Sequence(byte[] bytes, int segment = int.MaxValue)
    {
        Segment? first = null;
        Segment? last = null;
        foreach (byte[] part in bytes.Chunk(Math.Min(segment, Math.Max(1, bytes.Length))))
        {
            last = new Segment(part, last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
