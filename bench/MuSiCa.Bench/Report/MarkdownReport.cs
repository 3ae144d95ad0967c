using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes a run as Markdown.</summary>
internal static class MarkdownReport
{
    public static string Write(BenchReport report, IReadOnlyList<string> charts)
    {
        var text = new StringBuilder();
        MachineInfo machine = report.Machine;
        text.Append(Invariant($"# Bench, {report.Date:yyyy-MM-dd HH:mm} UTC{(report.Quick ? ", short form" : string.Empty)}\n\n"));
        text.Append(Invariant($"{machine.Processor}, {machine.Cores} processors, {machine.Runtime}, {machine.System}. "));
        text.Append(Invariant($"Model {report.Model}; faces: {report.Faces}. It took {report.Seconds:0} s.\n\n"));
        if (machine.IsBusy)
        {
            text.Append(Invariant($"**The machine was busy when the run began (load average {machine.LoadBefore:0.0}): "));
            text.Append("times and ratios are not to be relied on.**\n\n");
        }

        MarkdownTable.Write(text, ["goal", "wanted", "is", "reached", "with"], report.Goals.Select(Row));
        ProcessorSections.Write(text, report);
        SimulationSection.Write(text, report.Simulation);
        DecodeSection.Write(text, report.Decode);
        HttpSection.Write(text, report.Http);
        FindSection.Write(text, report.Find);
        PrecisionSection.Write(text, report.Precision);
        TrackSection.Write(text, report.Track);
        StreamSection.Write(text, report.Stream);
        OverloadSection.Write(text, report.Overload);
        MemorySection.Write(text, report.Memory);
        foreach (string chart in charts)
        {
            text.Append(Invariant($"![{Path.GetFileNameWithoutExtension(chart)}]({chart})\n\n"));
        }

        return text.ToString();
    }

    private static string[] Row(Goal goal) =>
    [
        goal.What,
        goal.Wanted,
        goal.Value is { } value ? Cell.Of(value, 3) : "–",
        goal.Reached switch { true => "yes", false => "**no**", null => "–" },
        goal.With,
    ];
}
