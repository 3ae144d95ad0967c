using System.CommandLine;

namespace MuSiCa.Cli;

// Which photos, and where the answers to many of them go.
internal sealed class ManyPhotosOptions
{
    private readonly Argument<string[]> _photos = Paths.Photos();

    private readonly Option<string?> _list = Paths.Option<string?>(
        "--list", "FILE", "File with a photo, folder or pattern on each line; - for standard input.");

    private readonly Option<string?> _output = Paths.Option<string?>(
        "--output", "FILE", "Write the answers there, one line of JSON for each photo, in place of the screen.");

    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with --output: photos that it has lines of are left out." };

    private readonly Option<Shard> _shard = new("--shard")
    {
        Description = "Only one of N parts of all photos, I from 0 to N-1: the same list on N machines is shared among them.",
        HelpName = Shard.Form,
        DefaultValueFactory = static _ => Shard.Whole,
        CustomParser = static result =>
        {
            if (!Shard.TryParse(result.Tokens[^1].Value, out Shard shard))
            {
                result.AddError($"--shard {result.Tokens[^1].Value} is not {Shard.Form}, such as 0/8 for the first of eight parts.");
            }

            return shard;
        },
    };

    private readonly Option<int> _parallel = new("--parallel")
    {
        Description = "Photos at a time.",
        HelpName = "N",
        DefaultValueFactory = static _ => Environment.ProcessorCount,
    };

    public ManyPhotosOptions()
    {
        _output.Aliases.Add("-o");
        Numbers.Whole(_parallel, 1, 256);
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_photos);
        command.Options.Add(_list);
        command.Options.Add(_output);
        command.Options.Add(_resume);
        command.Options.Add(_shard);
        command.Options.Add(_parallel);
        command.Validators.Add(result =>
        {
            Paths.RequireName(result, result.GetResult(_photos)?.Tokens ?? [], _photos.Name);
            if ((result.GetValue(_photos) ?? []).Length == 0 && result.GetValue(_list) is null)
            {
                result.AddError("Name a photo, a folder, a pattern such as 'photos/*.jpg', or --list FILE.");
            }

            if (result.GetValue(_resume) && result.GetValue(_output) is null)
            {
                result.AddError("--resume goes with --output FILE.");
            }
        });
    }

    /// <summary>The photo, where it is one that is answered by itself; null where there may be many.</summary>
    public string? Single(ParseResult result) =>
        result.GetValue(_photos) is [var one] && !PhotoList.IsMany(one) && result.GetValue(_list) is null && result.GetValue(_output) is null ? one : null;

    /// <summary>Answers the photos.</summary>
    /// <returns>The exit code.</returns>
    public int Run(ParseResult result, Screen screen, Func<IPhotoWorker> worker, CancellationToken cancellationToken)
    {
        string[] photos = PhotoList.Expand(result.GetValue(_photos) ?? [], result.GetValue(_list), screen.Input, result.GetValue(_shard)!);
        string? output = result.GetValue(_output);
        OutputFile.Check(output);
        HashSet<string> done = [];
        using AnswerLines lines = output is null ? AnswerLines.To(screen.Output)
            : result.GetValue(_resume) ? AnswerLines.Resume(output, out done)
            : AnswerLines.Create(output);
        if (done.Count > 0)
        {
            photos = [.. photos.Where(photo => !done.Contains(photo))];
            screen.Remark($"{output} has {done.Count} photos, {photos.Length} are left");
        }

        return new PhotoRun(screen, lines, result.GetValue(_parallel)).Run(photos, worker, cancellationToken);
    }
}
