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
    public void Pixels_AfterDispose_Throw()
    {
        var image = Decoders.Default.Decode(Samples.Get("jpeg"));
        image.Dispose();
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.Pixels.Length);
    }
}
