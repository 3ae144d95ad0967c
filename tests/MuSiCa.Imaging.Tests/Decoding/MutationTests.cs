using CsCheck;
using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

/// <summary>Damaged files: an answer or an <see cref="ImageException"/>, never anything else.</summary>
public class MutationTests
{
    // Damaged headers claim any size; what a real service would still decode only costs time here.
    private static readonly ImageDecoder Decoder = new(new ImagingLimits { MaxPixels = 1_000_000 });

    private static readonly int PerFile = Mutations.Count(2000) / Files().Count;

    // Half of the damage hits the headers.
    private static readonly Gen<Damage> GenDamage = Gen.Select(
        Gen.Int[0, 6], Gen.Bool, Gen.Double.Unit, Gen.Byte.Array[1, 39], (kind, inHeader, at, bytes) => new Damage(kind, inHeader, at, bytes));

    private static readonly Gen<ImageRegion?> GenRegion = Gen.Select(
        Gen.Int[0, 2], Gen.Int[-9, 49], Gen.Int[-9, 49], (kind, x, y) => kind == 2 ? new ImageRegion(x, y, 60, 60) : default(ImageRegion?));

    public static TheoryData<string> Names => [.. Files().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ProbeAndDecode_MutatedFile_AnswersOrSaysWhyNot(string name)
    {
        var valid = Files()[name];
        Gen.Select(GenDamage.Array[1, 4], Gen.Int[1, 8], GenRegion).Sample(
            (damage, scale, region) =>
            {
                byte[] mutated = [.. damage.Aggregate(valid.ToList(), static (bytes, one) => one.To(bytes))];
                var (probed, refusedAtOnce) = Try(() => Decoder.Probe(mutated));
                var (size, _) = Try(() =>
                {
                    using var image = Decoder.Decode(mutated, scale, region);
                    Assert.Equal(3 * image.Width * image.Height, image.Pixels.Length);
                    return image.Info;
                });

                // What is decoded was probed, as what it is.
                Assert.True(size is null || (refusedAtOnce is null && size == probed), $"probed {probed}, decoded {size}");
            },
            iter: PerFile);
    }

    private static (T? Answer, ImageErrorKind? Refused) Try<T>(Func<T> work)
        where T : class
    {
        try
        {
            return (work(), null);
        }
        catch (ImageException refused)
        {
            Assert.NotEmpty(refused.Message);
            return (null, refused.Kind);
        }
    }

    private static Dictionary<string, byte[]> Files() => new(Samples.All)
    {
        ["jpeg-cmyk-profile"] = Encode.CmykJpeg([.. Enumerable.Range(0, 4 * 32 * 32).Select(i => (byte)(i * 7 % 200))], 32, 32, "cmyk"),
    };

    /// <summary>A change of one place: a bit, a byte, bytes removed, repeated, put in, cut off the end, or overwritten with extremes.</summary>
    private sealed record Damage(int Kind, bool InHeader, double At, byte[] Values)
    {
        private const int Header = 300;

        public List<byte> To(List<byte> bytes)
        {
            var at = (int)(At * (InHeader ? Math.Min(Header, bytes.Count) : bytes.Count));
            var length = Math.Min(Values.Length, bytes.Count - at);
            switch (Kind)
            {
                case 0:
                    bytes[at] ^= (byte)(1 << (Values[0] % 8));
                    break;
                case 1:
                    bytes[at] = Values[0];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(at, Values);
                    break;
                case 5:
                    var end = Math.Min(length, bytes.Count - 1);
                    bytes.RemoveRange(bytes.Count - end, end);
                    break;
                default:
                    for (var i = 0; i < length; i++)
                    {
                        bytes[at + i] = (byte)(Values[i] % 3 * 127);
                    }

                    break;
            }

            return bytes;
        }
    }
}
