using System.Globalization;

namespace MuSiCa.Imaging.Tests.Support;

internal static class Mutations
{
    /// <summary>How many mutated files a test tries: few by default, as many as MUSICA_MUTATIONS says for a long look.</summary>
    public static int Count(int few) => Environment.GetEnvironmentVariable("MUSICA_MUTATIONS") is { Length: > 0 } many
        ? int.Parse(many, CultureInfo.InvariantCulture)
        : few;
}
