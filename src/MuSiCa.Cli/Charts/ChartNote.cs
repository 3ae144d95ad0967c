namespace MuSiCa.Cli;

/// <summary>A word or two beside a point.</summary>
/// <param name="X">Where, in the units of the axis.</param>
/// <param name="Y">Where, in the units of the axis.</param>
/// <param name="Text">The words.</param>
/// <param name="Color">Colour as #rrggbb.</param>
/// <param name="Dot">Whether the point itself is marked.</param>
internal sealed record ChartNote(double X, double Y, string Text, string Color, bool Dot);
