namespace MuSiCa.Cli.Tests;

public sealed class OutputFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_FileIsThere_IsReplaced()
    {
        string path = _folder.Write("a.json", "before and longer");

        OutputFile.Write(path, "after"u8.ToArray());

        Assert.Equal("after", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_FailsMidway_LeavesWhatWasThereAndNothingElse()
    {
        string path = _folder.Write("a.json", "before");

        UserException refused = Assert.Throws<UserException>(() => OutputFile.Write(path, static stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));

        Assert.Contains("a.json: cannot be written (No space left on device)", refused.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_FailsMidwayWhereNothingWas_LeavesNothing()
    {
        Assert.Throws<InvalidOperationException>(() => OutputFile.Write(_folder["a.json"], static stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_Link_StaysOne()
    {
        string path = _folder.Write("real.json", "before");
        File.CreateSymbolicLink(_folder["link.json"], path);

        OutputFile.Write(_folder["link.json"], "after"u8.ToArray());

        Assert.Equal("after", File.ReadAllText(path));
        Assert.NotNull(new FileInfo(_folder["link.json"]).LinkTarget);
    }

    [Fact]
    public void Write_Device_IsWrittenAsItIs() => OutputFile.Write("/dev/null", "gone"u8.ToArray());

    [Fact]
    public void Write_FolderIsMissing_SaysSo()
    {
        UserException refused = Assert.Throws<UserException>(() => OutputFile.Write(_folder["nowhere/a.json"], [1]));

        Assert.Contains("nowhere/a.json: cannot be written", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate", "--json")]
    [InlineData("evaluate", "--dump")]
    [InlineData("evaluate-finder", "--json")]
    public async Task Check_FolderWhereAFileIsWanted_IsSaidBeforeAnythingIsMeasured(string command, string option)
    {
        Run run = await Run.Musica(command, "--data", _folder["none"], option, _folder.Path);

        run.AssertRefused($"{_folder.Path}: is a folder, not a file to write");
    }

    [Fact]
    public async Task Check_NoFolderForThePicture_IsSaidBeforeAnythingIsDone()
    {
        Run run = await Run.Musica("render", _folder["none.jpg"], "--output", _folder["nowhere/a.png"]);

        run.AssertRefused($"there is no folder {_folder["nowhere"]}");
    }

    [Fact]
    public async Task Check_FileWhereAFolderIsWanted_IsSaidBeforeAnythingIsMeasured()
    {
        Run run = await Run.Musica("evaluate", "--data", _folder["none"], "--plots", _folder.Write("plots", "text"));

        run.AssertRefused("plots: is a file, not a folder to write to");
    }
}
