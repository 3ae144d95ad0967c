namespace MuSiCa.Cli;

// Told apart by people who see red and green alike, and on paper.
internal static class ChartColors
{
    public const string Ink = "#24292f";
    public const string Quiet = "#6e7781";
    public const string Grid = "#e7ebef";
    public const string Axis = "#afb8c1";
    public const string Rule = "#d55e00";
    public const string Fixed = "#24292f";
    public const string Chance = "#8c959f";
    public const string OracleError = "#0072b2";
    public const string OracleGain = "#009e73";
    public const string Gain = "#cc79a7";

    private static readonly string[] Blues = ["#9ecae1", "#4292c6", "#08519c", "#08306b"];

    /// <summary>From light to dark, the last stage darkest.</summary>
    public static string Stage(int stage, int stages) =>
        stages == 1 ? Blues[2] : Blues[(int)Math.Round(stage * (Math.Min(stages, Blues.Length) - 1.0) / (stages - 1))];
}
