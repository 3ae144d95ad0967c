using System.Runtime.ExceptionServices;

namespace MuSiCa.Cli;

/// <summary>Answers photos on one thread.</summary>
internal interface IPhotoWorker : IDisposable
{
    /// <summary>The answer to a photo, as JSON.</summary>
    /// <exception cref="UserException">The photo cannot be answered.</exception>
    string Answer(Photo photo, CancellationToken cancellationToken);
}

/// <summary>Answers many photos, several at a time. One that cannot be read gets a line that says why and does not stop the others.</summary>
internal sealed class PhotoRun(Screen screen, AnswerLines lines, int parallel)
{
    /// <summary>Runs all of them.</summary>
    /// <param name="photos">Their paths.</param>
    /// <param name="worker">Makes a worker for each thread.</param>
    /// <param name="cancellationToken">Stops; what was answered until then stays.</param>
    /// <returns>The exit code: 1 where a photo could not be answered.</returns>
    public int Run(string[] photos, Func<IPhotoWorker> worker, CancellationToken cancellationToken)
    {
        int failed = 0;
        try
        {
            ProgressDisplay.Run(screen, "photos", photos.Length, advance =>
            {
                var shown = new Lock();
                Parallel.ForEach(
                    photos,
                    new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
                    worker,
                    (path, _, own) =>
                    {
                        if (!Answer(path, own, cancellationToken))
                        {
                            Interlocked.Increment(ref failed);
                        }

                        lock (shown)
                        {
                            advance(1);
                        }

                        return own;
                    },
                    static own => own.Dispose());
            });
        }
        catch (AggregateException exception)
        {
            // One for each thread, of the same cause.
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }

        screen.Remark($"{photos.Length} photos, {photos.Length - failed} answered{(failed == 0 ? string.Empty : $", {failed} not (their lines say why)")}");
        return failed == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    // What is wrong with a photo is its own affair; what is wrong with the model or the output is not caught.
    private bool Answer(string path, IPhotoWorker worker, CancellationToken cancellationToken)
    {
        string answer;
        try
        {
            answer = worker.Answer(Photo.Read(path), cancellationToken);
        }
        catch (UserException exception)
        {
            lines.WriteError(path, exception.Message);
            return false;
        }

        lines.Write(path, answer);
        return true;
    }
}
