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

    // A line break would end the row: what failed quotes the log of a server.
    private static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(static cell => cell.ReplaceLineEndings(" "))).Append(" |\n");
}
