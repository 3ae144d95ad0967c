using MuSiCa.Imaging.Interop;
using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class ConcurrencyTests
{
    [Fact]
    public void Decode_FromManyThreads_GivesEachItsOwnAnswer()
    {
        var good = Samples.All.ToDictionary(sample => sample.Key, sample => Decoders.DecodeToArray(sample.Value));
        Parallel.For(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var (name, file) = Samples.All.ElementAt(i % Samples.All.Count);
            switch (i % 3)
            {
                case 0:
                    Assert.Equal(ImageErrorKind.Truncated, Decoders.DecodeError(file[..^20]));
                    break;
                case 1:
                    Assert.Equal(ImageErrorKind.Corrupt, Decoders.DecodeError(PngFile.Create(9, 9, 8, PngFile.Palette, new byte[81])));
                    break;
                default:
                    Assert.Equal(good[name], Decoders.DecodeToArray(file));
                    break;
            }
        });
    }

    [Fact]
    public void Failures_WhileOtherFilesFail_HaveNoWordsOfThem()
    {
        // What libvips says of these goes into one buffer of the process.
        byte[][] damaged =
        [
            .. Samples.All.Values.Select(file => JpegFile.Patch(file, file.Length / 2, 1, 2, 3, 4, 5, 6, 7, 8)),
            PngFile.Create(9, 9, 8, PngFile.Palette, new byte[81]),
        ];
        string?[] alone = [.. damaged.Select(Message)];
        var unknown = Assert.Throws<InvalidOperationException>(() => new VipsOperation("no_such_operation"u8)).Message;
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Assert.Equal(alone[i % damaged.Length], Message(damaged[i % damaged.Length]));
            Assert.Equal(unknown, Assert.Throws<InvalidOperationException>(() => new VipsOperation("no_such_operation"u8)).Message);
            using var operation = new VipsOperation("icc_transform"u8);
            var refused = Assert.Throws<InvalidOperationException>(() => operation.Build("convert nothing"));
            Assert.Equal("libvips could not convert nothing.", refused.Message);
        });

        static string? Message(byte[] file)
        {
            try
            {
                Decoders.Default.Decode(file).Dispose();
                return null;
            }
            catch (ImageException refused)
            {
                return refused.Message;
            }
        }
    }

    [Fact]
    public void Pixels_AfterDispose_Throw()
    {
        var image = Decoders.Default.Decode(Samples.Get("jpeg"));
        image.Dispose();
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.Pixels.Length);
    }
}
