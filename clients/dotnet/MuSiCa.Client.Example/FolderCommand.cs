using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Example;

/// <summary>How many faces each photo below a folder has; a bad one does not stop it.</summary>
internal static class FolderCommand
{
    private const int RequestsAtOnce = 4;
    private static readonly string[] Kinds = [".jpg", ".jpeg", ".png", ".webp"];

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder");
        Option<Uri> url = Clients.Url("http://localhost:8080");
        var command = new Command("folder", "The faces in all photos below a folder.") { folder, url };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(url), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, Uri url, CancellationToken cancellationToken)
    {
        // Where the service is full it says so, and the client waits: a folder of any size goes through.
        await using ServiceProvider services = Clients.Create(options => (options.Url, options.Deadline) = (url, TimeSpan.FromMinutes(5)));
        MusicaClient client = services.GetRequiredService<MusicaClient>();
        int done = 0;
        int failed = 0;
        await Parallel.ForEachAsync(
            folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(static file => Kinds.Contains(file.Extension.ToLowerInvariant())),
            new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellationToken },
            async (file, cancellation) =>
            {
                string name = Path.GetRelativePath(folder.FullName, file.FullName);
                try
                {
                    byte[] photo = await File.ReadAllBytesAsync(file.FullName, cancellation);
                    Answer answer = await client.LocateAsync(photo, new LocateOptions { Priority = Priority.Bulk }, cancellation);
                    int uncertain = answer.Faces.Count(static face => face.Status == FaceStatus.Uncertain);
                    Console.WriteLine($"{name}: {answer.Faces.Length} faces, {uncertain} of them uncertain");
                    Interlocked.Increment(ref done);
                }
                catch (Exception exception) when (exception is MusicaException or TimeoutException or IOException)
                {
                    Console.WriteLine($"{name}: {exception.Message}");
                    Interlocked.Increment(ref failed);
                }
            });
        await Console.Error.WriteLineAsync($"{done} photos done, {failed} failed");
        return failed > 0 ? 1 : 0;
    }
}
