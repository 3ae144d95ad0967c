namespace MuSiCa.Cli;

/// <summary>Faces of some size, by the longer side of their box in pixels of the photo.</summary>
/// <param name="Name">What reports call them.</param>
/// <param name="Least">The smallest, included.</param>
/// <param name="Below">The largest, not included.</param>
internal sealed record FaceSizes(string Name, double Least, double Below)
{
    public static FaceSizes All { get; } = new("all", 0, double.PositiveInfinity);

    /// <summary>From the smallest faces to the largest.</summary>
    public static IReadOnlyList<FaceSizes> Classes { get; } =
    [
        new("16 to 32 px", 16, 32),
        new("32 to 64 px", 32, 64),
        new("64 to 128 px", 64, 128),
        new("128 px and more", 128, double.PositiveInfinity),
    ];

    /// <summary>What is reported: all faces, those that are large enough to ask for, and each size for itself.</summary>
    public static IReadOnlyList<FaceSizes> Reported { get; } = [All, new("32 px and more", 32, double.PositiveInfinity), .. Classes];

    public bool Holds(double side) => side >= Least && side < Below;
}
