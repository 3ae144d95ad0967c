using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

[Collection(Alone.Name)]
public class MemoryTests
{
    [Fact]
    public void Decode_ThousandsOfGoodAndBadFiles_NativeMemoryReturnsToWhereItWas()
    {
        var files = Samples.All.Values
            .SelectMany(file => new[] { file, file[..(file.Length * 2 / 3)], JpegFile.Patch(file, file.Length / 2, 1, 2, 3, 4, 5, 6, 7, 8) })
            .ToArray();
        DecodeAll(files, 3);
        var before = VipsStatistics.Read();
        var (good, bad) = DecodeAll(files, 100);

        Assert.InRange(good, 1900, 4000);
        Assert.InRange(bad, 1500, 3400);
        var after = VipsStatistics.Read();

        // A WebP's last strip is freed by a thread of libvips, moments after the decode returned: two blocks of at most
        // some KB, however many files there were. A leak of 17 bytes a file would be more.
        Assert.InRange(after.Bytes, 0, before.Bytes + (64 * 1024));
        Assert.InRange(after.Allocations, 0, before.Allocations + 8);
        Assert.InRange(after.Files, 0, before.Files);
        Assert.Equal(0, after.CachedOperations);
    }

    [Fact]
    public void Decode_ManyFilesWithoutTheirEnd_LeavesNothingBehind()
    {
        var jpeg = Samples.Get("jpeg")[..^2];
        DecodeAll([jpeg, jpeg[..^100]], 3);
        var before = VipsStatistics.Read();
        Assert.Equal((100, 100), DecodeAll([jpeg, jpeg[..^100]], 100));
        Assert.InRange(VipsStatistics.Read().Allocations, 0, before.Allocations);
    }

    [Fact]
    public void Decode_ManyLargerFiles_TheProcessDoesNotGrow()
    {
        // Codecs' own memory is in no counter of libvips; each of these images would leak a megabyte or more.
        var picture = Picture.Busy(640, 480);
        byte[][] files =
        [
            Encode.Jpeg(picture), Encode.Jpeg(picture, progressive: true), Encode.WebP(picture), Encode.Png(picture),
            Encode.Gif(picture), BmpFile.Of(picture), Encode.Tiff(picture, 5), Encode.Tiff(picture, 2, tile: true),
            JpegFile.Patch(Encode.Png(picture), 5000, 1, 2, 3, 4), Encode.Jpeg(picture, progressive: true)[..20000],
        ];
        DecodeAll(files, 15);
        var before = Environment.WorkingSet;
        DecodeAll(files, 40);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 48L * 1024 * 1024);
    }

    [Fact]
    public void Decode_CancelledOnes_LeaveNothingBehind()
    {
        var before = VipsStatistics.Read();
        for (var i = 0; i < 50; i++)
        {
            Assert.Throws<OperationCanceledException>(() => Decoders.Default.Decode(Samples.Get("png"), cancellationToken: new CancellationToken(true)));
        }

        Assert.InRange(VipsStatistics.Read().Allocations, 0, before.Allocations);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png-16")]
    [InlineData("webp")]
    public void Decode_SteadyState_AllocatesLittleManagedMemory(string name)
    {
        var file = Samples.Get(name);
        for (var i = 0; i < 5; i++)
        {
            Decoders.Default.Decode(file).Dispose();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            Decoders.Default.Decode(file).Dispose();
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 1500);
    }

    private static (int Good, int Bad) DecodeAll(byte[][] files, int times)
    {
        var (good, bad) = (0, 0);
        for (var i = 0; i < times; i++)
        {
            foreach (var file in files)
            {
                try
                {
                    Decoders.Default.Decode(file, 1 + (i % 3)).Dispose();
                    good++;
                }
                catch (ImageException)
                {
                    bad++;
                }
            }
        }

        return (good, bad);
    }
}
