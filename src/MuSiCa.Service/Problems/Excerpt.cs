namespace MuSiCa.Service.Problems;

/// <summary>Quotes what a caller sent without repeating all of it.</summary>
internal static class Excerpt
{
    private const int Longest = 80;

    /// <summary>The text itself, or its beginning and an ellipsis, with control characters made visible.</summary>
    public static string Of(string? text)
    {
        text ??= string.Empty;
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, Longest));
        Span<char> visible = stackalloc char[Longest];
        for (int i = 0; i < start.Length; i++)
        {
            visible[i] = char.IsControl(start[i]) ? '?' : start[i];
        }

        return visible[..start.Length].ToString() + (text.Length > Longest ? "…" : string.Empty);
    }
}
