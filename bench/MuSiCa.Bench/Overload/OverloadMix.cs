namespace MuSiCa.Bench;

/// <summary>What callers of one kind send.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="Patient">Requests that name no timeout, taken in turn.</param>
/// <param name="Timed">The same, each allowing <see cref="Timeout"/>.</param>
internal sealed record OverloadMix(string Name, IReadOnlyList<byte[]> Patient, IReadOnlyList<byte[]> Timed)
{
    /// <summary>Milliseconds that timed requests allow.</summary>
    public const int Timeout = 2000;

    private const int SmallPhotos = 12;
    private const int LargePhotos = 2;
    private const int Seed = 11;

    /// <summary>Makes the photos and all mixes of them.</summary>
    public static OverloadMix[] All()
    {
        var maker = new PhotoMaker(RepositoryFolder.Samples());
        BenchPhoto[] small = maker.Make(640, 480, SmallPhotos, Seed);
        BenchPhoto[] large = maker.Make(4000, 3000, LargePhotos, Seed);

        // Four small ones, then a large one: 20 %.
        (BenchPhoto, bool)[] mixed =
            [.. small.Chunk(4).SelectMany((four, index) => four.Append(large[index % large.Length])).Select(static photo => (photo, true))];
        return
        [
            Of("640x480, boxes given", small.Select(static photo => (photo, false))),
            Of("640x480, faces found", small.Select(static photo => (photo, true))),
            Of("4000x3000, boxes given", large.Select(static photo => (photo, false))),
            Of("80 % 640x480, 20 % 4000x3000, faces found", mixed),
        ];
    }

    private static OverloadMix Of(string name, IEnumerable<(BenchPhoto Photo, bool Finds)> photos) => new(
        name,
        [.. photos.Select(static each => RawRequest.Photo(each.Photo, each.Finds, null))],
        [.. photos.Select(static each => RawRequest.Photo(each.Photo, each.Finds, Timeout))]);
}
