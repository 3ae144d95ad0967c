using System.Collections.Concurrent;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>Faces that are known by their brightness, a number from 0 to <see cref="Count"/> - 1, and by their box.</summary>
internal sealed class TestFaces(int retained = FacePreparer.DefaultRetainedFaces, ModelPackage? package = null)
{
    public const int Count = 766;
    private const int Side = 4;

    private readonly ModelPackage _package = package ?? TestModel.Package;
    private readonly FacePreparer _preparer = new(package ?? TestModel.Package, retained);

    /// <summary>Every face object that was ever prepared; the preparer uses them again once they are given back.</summary>
    public ConcurrentDictionary<PreparedFace, bool> Made { get; } = new();

    public PreparedFace Prepare(int brightness)
    {
        byte[] pixels = new byte[Side * Side * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            // Red, green and blue add up to the number.
            pixels[i] = (byte)Math.Clamp(brightness - (255 * (i % 3)), 0, 255);
        }

        var box = new BoundingBox(brightness, 0, 10 + brightness, 10);
        PreparedFace face = _preparer.Prepare(new RgbPixels(pixels, Side, Side), PixelMapping.Identity, box);
        Made.TryAdd(face, true);
        return face;
    }

    /// <summary>What a face gets when it runs without any other, on stages that decide alike.</summary>
    public FaceAlignment Alone(int brightness, ExitLimits limits, FakeStages like)
    {
        var stages = new FakeStages { ExitStage = like.ExitStage, Error = like.Error, Weight = like.Weight };
        using CascadeSession session = TestModel.Session(stages.Of("offline"), _package);
        using var runner = new OfflineRunner(session, 1);
        using PreparedFace face = Prepare(brightness);
        return runner.Align([face], limits)[0];
    }

    /// <summary>Whether each face has been given back, and only once.</summary>
    public bool AreAllGivenBackOnce()
    {
        PreparedFace[] made = [.. Made.Keys];
        PreparedFace[] rented = [.. made.Select((_, i) => Prepare(i))];
        bool areAll = made.ToHashSet().SetEquals(rented);
        Array.ForEach(rented, static face => face.Dispose());
        return areAll;
    }

    /// <summary>Checks, when nobody holds a face any more, that each was given back, and only once.</summary>
    public void AssertAllGivenBackOnce()
    {
        // A face given back twice would be rented twice at the same time; one never given back would not be rented again.
        PreparedFace[] made = [.. Made.Keys];
        PreparedFace[] rented = [.. made.Select((_, i) => Prepare(i))];
        Assert.Equal(made.Length, rented.Distinct().Count());
        Assert.Empty(made.Except(rented));
        Array.ForEach(rented, static face => face.Dispose());
    }
}
