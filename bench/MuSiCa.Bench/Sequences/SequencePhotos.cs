using MuSiCa.Cli;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>The photos that sequences are made of.</summary>
/// <param name="Source">Where they come from, in words.</param>
/// <param name="Single">One followed face each.</param>
/// <param name="Crowd">All faces of one photo; null without such a photo.</param>
internal sealed record SequencePhotos(string Source, IReadOnlyList<SequencePhoto> Single, SequencePhoto? Crowd)
{
    // Room for the frame of the model, but not for the neighbours.
    private const double WindowSides = 2;

    /// <summary>The sample photos of the repository.</summary>
    public static SequencePhotos OfSamples(string folder, OfflineRunner runner, FacePreparer preparer)
    {
        SequencePhoto[] photos =
        [
            .. SamplePhoto.ReadAll(folder).Select(sample => Read(
                sample.Name, sample.Encoded, [.. sample.Boxes.Select(static box => new SequenceFace(box, null))], runner, preparer)),
        ];
        SequencePhoto[] single =
        [
            .. photos.SelectMany(static photo => photo.Faces.Select(face => (photo with { Faces = [face] }).Window(WindowSides))),
        ];
        return new SequencePhotos(
            Invariant($"{single.Length} faces of the sample photos"), single, photos.MaxBy(static photo => photo.Faces.Count));
    }

    /// <summary>Labelled faces, evenly taken from a folder.</summary>
    /// <param name="faces">The faces.</param>
    /// <param name="count">How many at the most.</param>
    /// <param name="runner">Finds the landmarks of the photos themselves.</param>
    /// <param name="preparer">Frames them.</param>
    public static SequencePhotos OfFaces(FaceSet faces, int count, OfflineRunner runner, FacePreparer preparer)
    {
        int taken = Math.Min(count, faces.Faces.Count);
        SequencePhoto[] photos =
        [
            .. Enumerable.Range(0, taken).Select(index => faces.Faces[(int)((long)index * faces.Faces.Count / taken)]).Select(face =>
                Read(face.Name, File.ReadAllBytes(face.ImagePath), [new SequenceFace(face.Box, face.Truth)], runner, preparer)),
        ];
        return new SequencePhotos(Invariant($"{taken} of {faces.Faces.Count} labelled faces"), photos, null);
    }

    private static SequencePhoto Read(string name, byte[] encoded, SequenceFace[] faces, OfflineRunner runner, FacePreparer preparer)
    {
        using DecodedImage image = Photo.Decoder.Decode(encoded);
        var prepared = new List<PreparedFace>();
        foreach (SequenceFace face in faces)
        {
            prepared.Add(preparer.Prepare(image.AsRgb(), image.Mapping(), face.Box));
        }

        StageTrace[][] traces = runner.Trace(prepared);
        prepared.ForEach(static face => face.Dispose());
        return new SequencePhoto(
            name,
            image.Pixels.ToArray(),
            image.Width,
            image.Height,
            [
                .. faces.Zip(traces, static (face, trace) => face with
                {
                    Still = [.. trace[^1].Landmarks.Select(static value => (double)value)],
                }),
            ]);
    }
}
