using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

/// <summary>Two thousand damaged files, the same in every run: an answer or an <see cref="ImageException"/>, never anything else.</summary>
public class MutationTests
{
    private const int PerFile = 160;

    // Damaged headers claim any size; what a real service would still decode only costs time here.
    private static readonly ImageDecoder Decoder = new(new ImagingLimits { MaxPixels = 1_000_000 });

    public static TheoryData<string> Names => Samples.Names;

    [Fact]
    public void Samples_TimesMutations_AreTwoThousand() => Assert.True(Samples.All.Count * PerFile >= 2000);

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_MutatedFile_AnswersOrSaysWhyNot(string name)
    {
        var valid = Samples.Get(name);
        for (var seed = 0; seed < PerFile; seed++)
        {
            var random = new Random(seed);
            var mutated = Mutate(valid, random);
            try
            {
                using var image = Decoder.Decode(mutated, random.Next(1, 9));
                Assert.Equal(3 * image.Width * image.Height, image.Pixels.Length);
            }
            catch (ImageException)
            {
                continue;
            }
            catch (Exception other)
            {
                Assert.Fail($"{name}, seed {seed}: {other}");
            }
        }
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            // Half of the damage hits the headers.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(300, bytes.Count) : bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    var noise = new byte[length];
                    random.NextBytes(noise);
                    bytes.InsertRange(at, noise);
                    break;
                default:
                    for (var i = at; i < at + length; i++)
                    {
                        bytes[i] = (byte)(random.Next(3) * 127);
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
