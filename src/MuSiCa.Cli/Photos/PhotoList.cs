using System.Globalization;
using System.IO.Enumeration;

namespace MuSiCa.Cli;

/// <summary>A part of a list of photos: those at every <see cref="Count"/>-th place, beginning with <see cref="Index"/>.</summary>
/// <param name="Index">Which part, counted from 0.</param>
/// <param name="Count">How many parts there are.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>How a part is written.</summary>
    public const string Form = "I/N";

    /// <summary>All of the list.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Reads <c>I/N</c>.</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        string[] parts = text.Split('/');
        bool isGood = parts.Length == 2
            & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && index < count;
        shard = isGood ? new Shard(index, count) : Whole;
        return isGood;
    }

    /// <summary>Whether the photo at a place of the list belongs to the part.</summary>
    public bool Has(int place) => place % Count == Index;
}

/// <summary>The photos that were named: files, folders with all that is below them, patterns, and lists of any of these.</summary>
internal static class PhotoList
{
    /// <summary>Stands for standard input where a list is expected.</summary>
    public const string StandardInput = "-";

    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"];

    /// <summary>Whether a name stands for more than one photo.</summary>
    public static bool IsMany(string name) => Directory.Exists(name) || (IsPattern(name) && !File.Exists(name));

    /// <summary>The photos of a shard, in the order in which they are named, those of a folder or pattern by name.</summary>
    /// <param name="names">Files, folders and patterns.</param>
    /// <param name="list">A file with one of these a line, <c>-</c> for standard input; null for none.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="shard">Which of them.</param>
    /// <exception cref="UserException">The list cannot be read, or a folder or pattern has no photo.</exception>
    public static string[] Expand(IEnumerable<string> names, string? list, TextReader input, Shard shard)
    {
        IEnumerable<string> all = list is null ? names : names.Concat(Lines(list, input));
        return [.. all.SelectMany(Expand).Distinct(StringComparer.Ordinal).Where((_, place) => shard.Has(place))];
    }

    private static string[] Lines(string list, TextReader input)
    {
        try
        {
            string text = list == StandardInput ? input.ReadToEnd() : File.ReadAllText(list);
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{list}: cannot be read ({exception.Message})", exception);
        }
    }

    private static string[] Expand(string name)
    {
        string[] found;
        if (Directory.Exists(name))
        {
            found = [.. Directory.EnumerateFiles(name, "*", SearchOption.AllDirectories).Where(IsPhoto)];
        }
        else if (IsPattern(name) && !File.Exists(name))
        {
            string folder = Path.GetDirectoryName(name) is { Length: > 0 } above ? above : ".";
            string pattern = Path.GetFileName(name);
            found = Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(file => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file), ignoreCase: false))]
                : [];
        }
        else
        {
            return [name];
        }

        Array.Sort(found, StringComparer.Ordinal);
        return found.Length > 0 ? found : throw new UserException($"{name}: no photos there ({string.Join(", ", Endings)})");
    }

    private static bool IsPattern(string name) => Path.GetFileName(name).AsSpan().ContainsAny('*', '?');

    private static bool IsPhoto(string file) => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
