using System.Buffers;
using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class CancellationTests
{
    [Fact]
    public void Decode_CancelledBefore_Throws() =>
        Assert.Throws<OperationCanceledException>(() => Decoders.Default.Decode(Samples.Get("jpeg"), cancellationToken: new CancellationToken(true)));

    [Theory]
    [InlineData(1, false)]
    [InlineData(6, false)]
    [InlineData(1, true)]
    [InlineData(6, true)]
    public void Decode_CancelledMidway_StopsBeforeTheNextRows(int orientation, bool part)
    {
        // The rows are damaged, so going on would be noticed as Corrupt.
        var png = PngFile.Insert(Encode.Png(Picture.Busy(300, 300)), PngFile.Chunk("eXIf", Exif.Tiff(orientation)));
        var damaged = JpegFile.Patch(png, 100, new byte[200]);
        Assert.Equal(ImageErrorKind.Corrupt, Decoders.DecodeError(damaged));

        using var cancellation = new CancellationTokenSource();
        using var memory = new CancelWhenPinned(damaged, cancellation);
        ImageRegion? region = part ? new ImageRegion(120, 120, 180, 180) : null;
        Assert.Throws<OperationCanceledException>(() => Decoders.Default.Decode(memory.Memory, 1, region, cancellation.Token));
        Assert.Equal(1, memory.Pins);
        Assert.Equal(1, memory.Unpins);
    }

    /// <summary>Cancels after the header was read and before any pixel is, which is when the decoder pins the bytes.</summary>
    private sealed class CancelWhenPinned(byte[] bytes, CancellationTokenSource cancellation) : MemoryManager<byte>
    {
        private MemoryHandle _pinned;

        public int Pins { get; private set; }

        public int Unpins { get; private set; }

        public override Span<byte> GetSpan() => bytes;

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            Pins++;
            cancellation.Cancel();
            _pinned = bytes.AsMemory(elementIndex).Pin();
            return new MemoryHandle(_pinned.Pointer, default, this);
        }

        public override void Unpin()
        {
            Unpins++;
            _pinned.Dispose();
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
