using Spectre.Console;

namespace MuSiCa.Cli;

// A table whose first column is text and whose other columns are numbers.
internal static class TextTable
{
    private const int LogWidth = 160;

    public static void Write(TextWriter output, string title, IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows)
    {
        Table table = new Table().Border(TableBorder.Simple).LeftAligned();
        for (int i = 0; i < heading.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(heading[i])) { NoWrap = true };
            table.AddColumn(i == 0 ? column.LeftAligned() : column.RightAligned());
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Math.Max(console.Profile.Width, LogWidth);
        output.WriteLine(title);
        console.Write(table);
    }
}
