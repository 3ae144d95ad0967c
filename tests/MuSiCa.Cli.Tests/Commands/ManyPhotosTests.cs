using System.Diagnostics;
using System.Text.Json;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

/// <summary>Folders, patterns and lists of photos, in parts, stopped and gone on with.</summary>
public sealed class ManyPhotosTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _photos;

    public ManyPhotosTests()
    {
        _photos = Directory.CreateDirectory(_folder["photos"]).FullName;
        Directory.CreateDirectory(Path.Combine(_photos, "deeper"));
        foreach (string name in (string[])["a.png", "b.png", "c.png", "deeper/d.PNG"])
        {
            var painted = new PaintedPhoto(120, 100);
            painted.Paint(20, 20, 60, 60, 0.8f);
            File.WriteAllBytes(Path.Combine(_photos, name), painted.ToPng());
        }

        File.WriteAllText(Path.Combine(_photos, "notes.txt"), "no photo");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Align_Folder_AnswersALineForEachPhotoBelowIt()
    {
        Run run = await AlignAsync(_photos);

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal(["a.png", "b.png", "c.png", "d.PNG"], Names(run.Output).Order(StringComparer.Ordinal));
        Assert.All(Lines(run.Output), static line => Assert.Single(line.RootElement.GetProperty("faces").EnumerateArray()));
        Assert.Contains("4 photos, 4 answered", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Pattern_AnswersThosePhotos()
    {
        Run run = await Run.Musica("find", Path.Combine(_photos, "[ab]*.png").Replace("[ab]", "?", StringComparison.Ordinal), "--finder", TinyFinder.Directory);

        Assert.Equal(["a.png", "b.png", "c.png"], Names(run.Output).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Align_List_TakesItsLines()
    {
        string list = _folder.Write("list.txt", System.Text.Encoding.UTF8.GetBytes($"{_photos}/b.png\n\n{_photos}/deeper\r\n"));

        Run run = await AlignAsync("--list", list, "--parallel", "1");

        Assert.Equal(["b.png", "d.PNG"], Names(run.Output));
    }

    [Fact]
    public async Task Align_DamagedPhoto_GetsALineAndTheOthersAreAnswered()
    {
        File.WriteAllText(Path.Combine(_photos, "b.png"), "damaged");

        Run run = await AlignAsync(_photos);

        Assert.Equal(ExitCodes.Failure, run.Code);
        JsonElement bad = Assert.Single(Lines(run.Output), static line => line.RootElement.TryGetProperty("error", out _)).RootElement;
        Assert.EndsWith("b.png", bad.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, Lines(run.Output).Length);
        Assert.Contains("3 answered, 1 not (their lines say why)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Align_Shards_ShareAllPhotosOnceEach(int shards)
    {
        var names = new List<string>();
        for (int shard = 0; shard < shards; shard++)
        {
            names.AddRange(Names((await AlignAsync(_photos, "--shard", $"{shard}/{shards}")).Output));
        }

        Assert.Equal(["a.png", "b.png", "c.png", "d.PNG"], names.Order(StringComparer.Ordinal));
    }

    // Killed in the middle of a line, as a job that is evicted.
    [Fact]
    public async Task Align_Resume_CutsTheTornLineOffAndAnswersWhatIsLeftOnce()
    {
        string output = _folder["answers.jsonl"];
        await AlignAsync(_photos, "-o", output, "--parallel", "1");
        string[] lines = await File.ReadAllLinesAsync(output);
        await File.WriteAllTextAsync(output, $"{lines[0]}\n{lines[1]}\n{lines[2][..20]}");

        Run run = await AlignAsync(_photos, "-o", output, "--resume");

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("has 2 photos, 2 are left", run.Error, StringComparison.Ordinal);
        string[] after = await File.ReadAllLinesAsync(output);
        Assert.Equal(lines.Order(StringComparer.Ordinal), after.Order(StringComparer.Ordinal));
    }

    // As a job of three pods, of which one is killed and started again.
    [Fact]
    public async Task Align_ThreeShardsAndOneKilledMidway_HaveEveryPhotoExactlyOnce()
    {
        const int Photos = 90;
        const int Shards = 3;
        string many = Directory.CreateDirectory(_folder["many"]).FullName;
        byte[] photo = await File.ReadAllBytesAsync(Path.Combine(_photos, "a.png"));
        for (int i = 0; i < Photos; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(many, $"{i}.png"), photo);
        }

        string Output(int shard) => _folder[$"shard-{shard}.jsonl"];
        string[] Arguments(int shard) => [many, "--shard", $"{shard}/{Shards}", "-o", Output(shard), "--resume", "--parallel", "1"];
        using (Process killed = Start(Arguments(1)))
        {
            // The first line of the progress: a tenth of them.
            string? said = await killed.StandardError.ReadLineAsync();
            killed.Kill();
            await killed.WaitForExitAsync();
            Assert.Contains(" of 30", said, StringComparison.Ordinal);
        }

        for (int shard = 0; shard < Shards; shard++)
        {
            Assert.Equal(ExitCodes.Success, (await AlignAsync(Arguments(shard))).Code);
        }

        IEnumerable<string> names = Enumerable.Range(0, Shards).SelectMany(shard => Names(File.ReadAllText(Output(shard))));
        Assert.Equal(
            Enumerable.Range(0, Photos).Select(static i => $"{i}.png").Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Align_ResumeOfAnotherFile_LeavesItAlone()
    {
        string output = _folder.Write("notes.jsonl", "something else\n"u8.ToArray());

        Run run = await AlignAsync(_photos, "-o", output, "--resume");

        run.AssertRefused("line 1 is no answer of this program");
        Assert.Equal("something else\n", await File.ReadAllTextAsync(output));
    }

    // A line that was cut off is one of this program's; a file that never had a line end is none.
    [Fact]
    public async Task Align_ResumeOfAFileWithoutALineEnd_LeavesItAlone()
    {
        string output = _folder.Write("notes.jsonl", "something else"u8.ToArray());

        Run run = await AlignAsync(_photos, "-o", output, "--resume");

        run.AssertRefused("line 1 is no answer of this program");
        Assert.Equal("something else", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task Align_ResumeOfAFileThatIsForeignFurtherDown_NamesThatLineAndLeavesItAlone()
    {
        const string Lines = "{\"file\":\"a\",\"faces\":[]}\n{\"file\":\"a\",\"faces\":[]}\n\nelse\n{\"fi";
        string output = _folder.Write("notes.jsonl", System.Text.Encoding.UTF8.GetBytes(Lines));

        Run run = await AlignAsync(_photos, "-o", output, "--resume");

        run.AssertRefused("line 4 is no answer of this program");
        Assert.Equal(Lines, await File.ReadAllTextAsync(output));
    }

    // Gigabytes without a line end, of which nothing may be held.
    [Fact]
    public async Task Align_ResumeOfALargeFileWithoutLines_IsRefusedWithoutReadingIt()
    {
        const long Length = 3L << 30;
        string output = _folder["large.jsonl"];
        await using (FileStream file = File.Create(output))
        {
            file.SetLength(Length);
        }

        Run run = await AlignAsync(_photos, "-o", output, "--resume");

        run.AssertRefused("line 1 is no answer of this program");
        Assert.Equal(Length, new FileInfo(output).Length);
    }

    [Fact]
    public async Task Align_DiskIsFull_IsSaidInOneSentence()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");

        Run run = await AlignAsync(_photos, "-o", "/dev/full", "--parallel", "2");

        run.AssertRefused("/dev/full: cannot be written (No space left on device");
        Assert.Single(run.Error.Trim().Split('\n'), static line => line.StartsWith("musica: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Align_LimitsThatMakeNoSense_AreRefusedInOneSentence()
    {
        Run run = await AlignAsync(_photos, "--profile", "hasty", "--parallel", "2");

        run.AssertRefused("hasty");
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("--shard", "3/3", "--shard 3/3 is not I/N")]
    [InlineData("--shard", "1", "--shard 1 is not I/N")]
    [InlineData("--parallel", "0", "--parallel 0 is below 1")]
    public async Task Align_WrongOption_IsRefused(string name, string value, string problem)
    {
        Run run = await AlignAsync(_photos, name, value);

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Align_NoPhoto_SaysWhatToName()
    {
        Run run = await AlignAsync();

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("Name a photo, a folder, a pattern", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Align_EmptyFolder_SaysThatThereAreNoPhotos()
    {
        Run run = await AlignAsync(Directory.CreateDirectory(_folder["empty"]).FullName);

        run.AssertRefused("no photos there");
    }

    private static Process Start(string[] arguments)
    {
        string[] all =
        [
            Path.Combine(AppContext.BaseDirectory, "musica.dll"), "align", "--model", TinyModel.Directory, "--finder", TinyFinder.Directory, .. arguments,
        ];
        return Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardError = true })!;
    }

    private static Task<Run> AlignAsync(params string[] arguments) =>
        Run.Musica(["align", "--model", TinyModel.Directory, "--finder", TinyFinder.Directory, .. arguments]);

    private static JsonDocument[] Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line))];

    private static IEnumerable<string> Names(string output) =>
        Lines(output).Select(static line => Path.GetFileName(line.RootElement.GetProperty("file").GetString()!));
}
