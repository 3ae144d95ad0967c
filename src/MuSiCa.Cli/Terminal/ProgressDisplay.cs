using Spectre.Console;

namespace MuSiCa.Cli;

// A bar with the time left on a terminal, a few plain lines in a log.
internal static class ProgressDisplay
{
    private const int Lines = 10;

    public static void Run(Screen screen, string what, int total, Action<Action<int>> work) => RunAsync(screen, what, total, advance =>
    {
        work(advance);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    /// <param name="screen">Shows it.</param>
    /// <param name="what">What is counted.</param>
    /// <param name="total">About how many; 0 where that is not known.</param>
    /// <param name="work">Is given what to call with how many more are done.</param>
    public static async Task RunAsync(Screen screen, string what, int total, Func<Action<int>, Task> work)
    {
        if (!screen.IsInteractive)
        {
            await work(new LineProgress(screen, what, total).Advance).ConfigureAwait(false);
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(screen.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(what, maxValue: Math.Max(total, 1));
                task.IsIndeterminate = total == 0;
                await work(done => task.Increment(done)).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private sealed class LineProgress(Screen screen, string what, int total)
    {
        private int _done;

        public void Advance(int done)
        {
            long before = (long)_done * Lines / Math.Max(total, 1);
            _done += done;
            if (total > 0 && (long)_done * Lines / total > before)
            {
                screen.Error.WriteLine($"{what}: {_done} of {total}");
            }
        }
    }
}
