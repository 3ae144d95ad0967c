using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>A figure that is to be reached.</summary>
/// <param name="What">The figure in words.</param>
/// <param name="Wanted">What is wanted of it.</param>
/// <param name="Value">What it is; null when it was not measured.</param>
/// <param name="Reached">Whether it is reached; null when it was not measured.</param>
/// <param name="With">What it was measured with, or why it was not.</param>
internal sealed record Goal(string What, string Wanted, double? Value, bool? Reached, string With)
{
    /// <summary>A figure that must be at least so large.</summary>
    public static Goal AtLeast(string what, double least, double? value, string with) => new(
        what, Invariant($">= {least:0.###}"), value, value is { } known ? known >= least : null, with);

    /// <summary>A figure that must be at most so large.</summary>
    public static Goal AtMost(string what, double most, double? value, string with) => new(
        what, Invariant($"<= {most:0.###}"), value, value is { } known ? known <= most : null, with);
}
