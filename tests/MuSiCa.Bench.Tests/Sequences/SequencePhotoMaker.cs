using MuSiCa.Inference;

namespace MuSiCa.Bench.Tests;

/// <summary>Photos of noise with one face, for what does not need a model.</summary>
internal static class SequencePhotoMaker
{
    public static SequencePhoto Make(int seed)
    {
        const int Side = 300;
        byte[] pixels = new byte[3 * Side * Side];
        new Random(seed).NextBytes(pixels);
        double[] still = new double[2 * 68];
        for (int i = 0; i < still.Length; i++)
        {
            still[i] = 100 + (17.0 * i % 100);
        }

        return new SequencePhoto("noise", pixels, Side, Side, [new SequenceFace(new BoundingBox(100, 100, 100, 100), null) { Still = still }]);
    }
}
