using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class TruncatedTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_CutAtManyLengths_AlwaysTruncated(string name)
    {
        var file = Samples.Get(name);
        foreach (var length in Lengths(Endings.LengthWithout(file)))
        {
            var error = Assert.Throws<ImageException>(() => Decoders.Default.Decode(file.AsMemory(0, length)).Dispose());
            Assert.True(error.Kind == ImageErrorKind.Truncated, $"{length} of {file.Length} bytes: {error.Kind}, {error.Message}");
            Assert.Contains($"{length} bytes", error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Probe_CutAtManyLengths_TellsTheSizeOrTruncated(string name)
    {
        var file = Samples.Get(name);
        foreach (var length in Lengths(file.Length))
        {
            try
            {
                var info = Decoders.Default.Probe(file.AsMemory(0, length));
                Assert.Equal(Samples.Width * Samples.Height, info.Width * info.Height);
            }
            catch (ImageException error)
            {
                Assert.Equal(ImageErrorKind.Truncated, error.Kind);
            }
        }
    }

    /// <summary>Every length of the headers and of the tail, and steps between, up to where nothing lacks but the end.</summary>
    private static IEnumerable<int> Lengths(int full) =>
        Enumerable.Range(1, full - 1).Where(length => length < 300 || length > full - 50 || length % 97 == 0);
}
