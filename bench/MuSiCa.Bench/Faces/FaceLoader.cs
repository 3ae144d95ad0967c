using MuSiCa.Cli;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Frames the faces that the scheduler is measured with.</summary>
internal sealed class FaceLoader(ModelPackage package, Screen screen)
{
    /// <summary>Faces in use and at rest together; more than may wait under load.</summary>
    public const int Wanted = 1024;

    private readonly FacePreparer _preparer = new(package, 0);

    /// <summary>Frames the labelled faces of a data set, or without one those of the sample photos in many boxes each.</summary>
    public BenchFaces Load(string? data, string samples, CancellationToken cancellationToken) =>
        data is null ? LoadSamples(samples, cancellationToken) : LoadData(data, cancellationToken);

    private BenchFaces LoadData(string folder, CancellationToken cancellationToken)
    {
        string? boxes = new[] { folder, Path.Combine(folder, "..") }
            .Select(static place => Path.Combine(place, "boxes.csv"))
            .FirstOrDefault(File.Exists);
        FaceSet set = FaceSetReader.Read(folder, boxes, package.Landmarks.Count, screen);
        int copies = (Wanted + set.Faces.Count - 1) / set.Faces.Count;
        var prepared = new PreparedFace[copies * set.Faces.Count];
        Parallel.For(0, set.Faces.Count, Limits(cancellationToken), index =>
        {
            AnnotatedFace face = set.Faces[index];
            using DecodedImage image = Photo.Read(face.ImagePath).Decode(maxShrink: 1, cancellationToken);
            for (int copy = 0; copy < copies; copy++)
            {
                prepared[(copy * set.Faces.Count) + index] = _preparer.Prepare(image.AsRgb(), image.Mapping(), face.Box);
            }
        });
        return new BenchFaces(
            Invariant($"{set.Faces.Count} labelled faces of {Path.GetFileName(Path.GetFullPath(folder))}"),
            set.Faces.Count,
            prepared,
            [.. set.Faces.Select(static face => face.Truth)]);
    }

    private BenchFaces LoadSamples(string folder, CancellationToken cancellationToken)
    {
        SamplePhoto[] photos = SamplePhoto.ReadAll(folder);
        (SamplePhoto Photo, BoundingBox Box)[] faces = [.. photos.SelectMany(static photo => photo.Boxes.Select(box => (photo, box)))];
        var jitter = new BoxJitter(1);
        (SamplePhoto Photo, BoundingBox Box)[] jittered =
        [
            .. Enumerable.Range(0, Wanted).Select(index => faces[index % faces.Length]).Select(face => (face.Photo, jitter.Next(face.Box))),
        ];
        var prepared = new PreparedFace[Wanted];
        foreach (SamplePhoto photo in photos)
        {
            using DecodedImage image = Photo.Decoder.Decode(photo.Encoded, cancellationToken: cancellationToken);
            for (int i = 0; i < Wanted; i++)
            {
                if (jittered[i].Photo == photo)
                {
                    prepared[i] = _preparer.Prepare(image.AsRgb(), image.Mapping(), jittered[i].Box);
                }
            }
        }

        return new BenchFaces(
            Invariant($"{faces.Length} faces of the sample photos in {Wanted} boxes"), Wanted, prepared, null);
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
}
