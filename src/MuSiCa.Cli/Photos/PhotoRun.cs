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
        ProgressDisplay.Run(screen, "photos", photos.Length, advance =>
        {
            var shown = new Lock();
            Parallel.ForEach(
                photos,
                new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
                worker,
                (path, _, own) =>
                {
                    try
                    {
                        lines.Write(path, own.Answer(Photo.Read(path), cancellationToken));
                    }
                    catch (UserException exception)
                    {
                        Interlocked.Increment(ref failed);
                        lines.WriteError(path, exception.Message);
                    }

                    lock (shown)
                    {
                        advance(1);
                    }

                    return own;
                },
                static own => own.Dispose());
        });
        screen.Remark($"{photos.Length} photos, {photos.Length - failed} answered{(failed == 0 ? string.Empty : $", {failed} not (their lines say why)")}");
        return failed == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}
