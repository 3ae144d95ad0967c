using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>How a peer's answers compare with the service's.</summary>
/// <param name="Server">The peer.</param>
/// <param name="Photos">Size of the photos.</param>
/// <param name="Faces">Faces that were compared.</param>
/// <param name="SameExit">Share of them that left at the same stage for the same reason.</param>
/// <param name="LargestDistance">Largest distance of a landmark of those, in pixels of the reference frame.</param>
/// <param name="Precision">How the model computes.</param>
internal sealed record HttpAgreement(
    string Server, string Photos, int Faces, double SameExit, double LargestDistance, PackagePrecision Precision)
{
    // A landmark is not better than a pixel or so of the frame; other decoders and resamplers change tenths of it. In 8 bits a pixel that
    // is rounded the other way moves single landmarks further.
    private const double Distance = 0.5;
    private const double EightBitDistance = 1.5;
    private const double Exits = 0.99;

    /// <summary>Whether both answer the same.</summary>
    public bool IsEqual =>
        SameExit >= Exits && LargestDistance <= (Precision == PackagePrecision.EightBits ? EightBitDistance : Distance);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Server} does not answer the same on {Photos}: {SameExit:P1} leave alike, landmarks differ by up to "
            + $"{LargestDistance:0.00} px of the frame.");
}
