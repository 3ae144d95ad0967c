using System.Text;

namespace MuSiCa.Bench;

/// <summary>A table whose first column is text and whose others are numbers.</summary>
internal static class MarkdownTable
{
    public static void Write(StringBuilder text, IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(text, heading);
        Row(text, [.. heading.Select(static (_, column) => column == 0 ? "---" : "---:")]);
        foreach (IReadOnlyList<string> row in rows)
        {
            Row(text, row);
        }

        text.Append('\n');
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
