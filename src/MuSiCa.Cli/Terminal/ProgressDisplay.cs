using Spectre.Console;

namespace MuSiCa.Cli;

// A bar with the time left on a terminal, a few plain lines in a log.
internal static class ProgressDisplay
{
    private const int Lines = 10;

    public static void Run(Screen screen, string what, int total, Action<Action<int>> work)
    {
        if (!screen.IsInteractive)
        {
            work(new LineProgress(screen, what, total).Advance);
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(screen.Error) });
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(what, maxValue: Math.Max(total, 1));
                work(done => task.Increment(done));
            });
    }

    private sealed class LineProgress(Screen screen, string what, int total)
    {
        private int _done;

        public void Advance(int done)
        {
            int before = _done * Lines / Math.Max(total, 1);
            _done += done;
            if (_done * Lines / Math.Max(total, 1) > before)
            {
                screen.Error.WriteLine($"{what}: {_done} of {total}");
            }
        }
    }
}
