namespace MuSiCa.Drawing;

/// <summary>What a picture shows of each face besides its landmarks.</summary>
/// <param name="Boxes">Its box.</param>
/// <param name="Groups">Lines that join the landmarks of each group, such as the jaw.</param>
/// <param name="Numbers">The index of each landmark.</param>
internal sealed record DrawingOptions(bool Boxes = true, bool Groups = true, bool Numbers = false);
