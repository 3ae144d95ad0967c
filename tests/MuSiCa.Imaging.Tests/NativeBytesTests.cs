using System.Buffers;

namespace MuSiCa.Imaging.Tests;

public class NativeBytesTests
{
    [Fact]
    public void Memory_OfFreshBytes_IsAsLongAndHoldsWhatIsWritten()
    {
        var bytes = new NativeBytes(1000);
        bytes.GetSpan().Fill(7);
        Assert.Equal((1000, 1000), (bytes.Length, bytes.Memory.Length));
        Assert.False(bytes.Memory.Span.ContainsAnyExcept((byte)7));
        bytes.Return();
    }

    [Fact]
    public void NoBytes_AreMemoryToo()
    {
        var bytes = new NativeBytes(0);
        Assert.True(bytes.Memory.IsEmpty);
        bytes.Return();
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBytes(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBytes(9).Pin(10));
    }

    [Fact]
    public void EveryAccess_AfterReturn_Throws()
    {
        var bytes = new NativeBytes(10);
        var memory = bytes.Memory;
        bytes.Return();
        bytes.Return();
        Assert.Throws<ObjectDisposedException>(() => bytes.Memory);
        Assert.Throws<ObjectDisposedException>(() => bytes.GetSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => bytes.Pin());
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Pin());
    }

    [Fact]
    public unsafe void Return_WhilePinned_SpoilsAtOnceAndKeepsTheMemory()
    {
        var bytes = new NativeBytes(4096);
        bytes.GetSpan().Fill(7);
        using MemoryHandle pin = bytes.Memory[100..].Pin();
        using MemoryHandle second = bytes.Pin(4096);
        Assert.Equal(7, *(byte*)pin.Pointer);

        bytes.Return();

        Assert.False(new ReadOnlySpan<byte>(pin.Pointer, 3996).ContainsAnyExcept(ReturnedMemory.Poison));
    }
}
