using System.Diagnostics;
using System.Text.Json;
using MuSiCa.Imaging;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

public sealed class TrackCommandTests : IDisposable
{
    private const int Width = 200;
    private const int Height = 120;

    private readonly TempFolder _folder = new();
    private readonly string _photo;

    public TrackCommandTests()
    {
        var painted = new PaintedPhoto(Width, Height);
        painted.Paint(20, 20, 60, 60);
        _photo = _folder.Write("photo.png", painted.ToPng());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Track_Video_AnswersALineForEachFrameWithOneNumber()
    {
        Run run = await Run.Musica("track", RealVideo("clip.mp4", 8));

        Assert.True(run.Code == ExitCodes.Success, run.Error);
        JsonElement[] lines = Lines(run.Output);
        Assert.Equal(Enumerable.Range(0, 8), lines.Select(static line => line.GetProperty("frame").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 8).Select(static i => i / 10.0), lines.Select(static line => line.GetProperty("time").GetDouble()));
        Assert.All(lines, static line => Assert.Equal(1, line.GetProperty("faces")[0].GetProperty("trackId").GetInt32()));
        Assert.Equal("started", lines[0].GetProperty("faces")[0].GetProperty("state").GetString());
        Assert.Equal("followed", lines[1].GetProperty("faces")[0].GetProperty("state").GetString());
        Assert.Equal(68, lines[7].GetProperty("faces")[0].GetProperty("face").GetProperty("landmarks").GetArrayLength());
        Assert.Contains("8 frames, 1 face", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Track_Box_BeginsThereInTheFirstFrameAndSearchesNothing()
    {
        Run run = await TrackAsync(Video("clip.mp4", 2), "--finder", "none", "--box", "20,20,60,60");

        Assert.True(run.Code == ExitCodes.Success, run.Error);
        Assert.Equal(20, Lines(run.Output)[0].GetProperty("faces")[0].GetProperty("face").GetProperty("box").GetProperty("x").GetDouble());
    }

    [Fact]
    public async Task Track_Csv_WritesARowForEachFaceAsWideAsTheHeading()
    {
        Run run = await Run.Musica("track", RealVideo("clip.mp4", 3), "-o", _folder["out.csv"]);

        Assert.True(run.Code == ExitCodes.Success, run.Error);
        string[] rows = await File.ReadAllLinesAsync(_folder["out.csv"]);
        Assert.StartsWith("frame,time,track,state,x,y,width,height,stages,exit,predicted_error,status,x0,y0,", rows[0], StringComparison.Ordinal);
        Assert.Equal(4, rows.Length);
        Assert.All(rows, row => Assert.Equal(rows[0].Split(',').Length, row.Split(',').Length));
        Assert.StartsWith("2,0.2,1,followed,", rows[3], StringComparison.Ordinal);
    }

    // Odd sides, a rate that is no whole number.
    [Fact]
    public async Task Track_OddSize_DrawsAVideoOfTheSameRateWithEvenSides()
    {
        string video = RealVideo("odd.mkv", 6, "-vf", "scale=321:241,setsar=1,fps=30000/1001", "-pix_fmt", "yuv444p");

        Run run = await Run.Musica("track", video, "-o", _folder["drawn.mp4"], "-o", _folder["out.jsonl"]);

        Assert.True(run.Code == ExitCodes.Success, run.Error);
        Assert.Equal("322,242,30000/1001", Probe(_folder["drawn.mp4"]));
        int frames = (await File.ReadAllLinesAsync(_folder["out.jsonl"])).Length;
        Assert.Equal($"{frames}", FramesOf(_folder["drawn.mp4"]));
        Assert.Empty(run.Output);
        foreach ((string from, string picture) in (IEnumerable<(string, string)>)[(video, "before.png"), (_folder["drawn.mp4"], "after.png")])
        {
            TestVideo.Ffmpeg("ffmpeg", "-i", from, "-frames:v", "1", "-vf", "crop=320:240:0:0", _folder[picture]);
        }

        using DecodedImage before = Photo.Read(_folder["before.png"]).Decode(1, CancellationToken.None);
        using DecodedImage after = Photo.Read(_folder["after.png"]).Decode(1, CancellationToken.None);
        Assert.True(Difference(before, after, 110, 80, 100, 80) > 4 * Difference(before, after, 0, 0, 60, 60));
        Assert.Equal(["after.png", "before.png", "drawn.mp4", "odd.mkv", "out.jsonl", "photo.png"], Files());
    }

    [Fact]
    public async Task Track_TurnedVideo_IsUpright()
    {
        string flat = Video("flat.mp4", 2);
        TestVideo.Ffmpeg("ffmpeg", "-i", flat, "-c", "copy", "-metadata:s:v:0", "rotate=90", _folder["turned.mp4"]);

        Run run = await TrackAsync(_folder["turned.mp4"], "-o", _folder["drawn.mp4"], "-o", _folder["out.jsonl"]);

        Assert.True(run.Code == ExitCodes.Success, run.Error);
        JsonElement image = Lines(await File.ReadAllTextAsync(_folder["out.jsonl"]))[0].GetProperty("image");
        Assert.Equal((Height, Width), (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
        Assert.Equal($"{Height},{Width},10/1", Probe(_folder["drawn.mp4"]));
    }

    // Frames 0, 1, 2, then a second of nothing: each has its own time, and the picture stands still for as long.
    [Fact]
    public async Task Track_VariableRate_KeepsTheTimes()
    {
        string video = Video("variable.mkv", 5, "-vf", "setpts='(N+10*gte(N,3))/10/TB'", "-vsync", "vfr");

        Run run = await TrackAsync(video, "-o", _folder["drawn.mp4"], "-o", _folder["out.jsonl"]);

        Assert.True(run.Code == ExitCodes.Success, run.Error);
        Assert.Equal(
            [0, 0.1, 0.2, 1.3, 1.4], Lines(await File.ReadAllTextAsync(_folder["out.jsonl"])).Select(static line => line.GetProperty("time").GetDouble()));
        double length = double.Parse(
            TestVideo.Ffmpeg("ffprobe", "-show_entries", "format=duration", "-of", "csv=p=0", _folder["drawn.mp4"]),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(length, 1.4, 1.6);
    }

    [Fact]
    public async Task Track_TruncatedVideo_AnswersWhatIsThereAndSaysSo()
    {
        string whole = Video("whole.mp4", 30, "-g", "1", "-movflags", "+faststart");
        byte[] bytes = await File.ReadAllBytesAsync(whole);
        string cut = _folder.Write("cut.mp4", bytes[..(bytes.Length * 2 / 3)]);

        Run run = await TrackAsync(cut, "-o", _folder["drawn.mp4"], "-o", _folder["out.jsonl"]);

        run.AssertRefused("cut.mp4: is damaged (");
        Assert.InRange((await File.ReadAllLinesAsync(_folder["out.jsonl"])).Length, 1, 29);
        Assert.Equal($"{(await File.ReadAllLinesAsync(_folder["out.jsonl"])).Length}", FramesOf(_folder["drawn.mp4"]));
    }

    [Fact]
    public async Task Track_NoVideo_IsRefusedAndNothingIsWritten()
    {
        TestVideo.SkipWithoutFfmpeg();
        TestVideo.Ffmpeg("ffmpeg", "-f", "lavfi", "-i", "sine=duration=0.2", _folder["sound.wav"]);
        string noise = _folder.Write("noise.mp4", "no video at all"u8.ToArray());

        (await TrackAsync(_folder["sound.wav"], "-o", _folder["drawn.mp4"])).AssertRefused("sound.wav: has no video in it");
        (await TrackAsync(noise, "-o", _folder["drawn.mp4"])).AssertRefused("noise.mp4: ffmpeg cannot read it (");
        (await TrackAsync(_folder["none.mp4"], "-o", _folder["drawn.mp4"])).AssertRefused("none.mp4: there is no such file");
        Assert.Equal(["noise.mp4", "photo.png", "sound.wav"], Files());
    }

    [Fact]
    public async Task Track_Stopped_LeavesNoVideo()
    {
        string video = Video("long.mp4", 2000);
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "musica.dll"), "track", video, "--model", TinyModel.Directory, "--finder", TinyFinder.Directory,
            "-o", _folder["drawn.mp4"],
        ];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true })!;
        string? first = await process.StandardError.ReadLineAsync();

        // Not SIGINT, which a shell has its background jobs ignore, and what they start.
        using (Process signal = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await signal.WaitForExitAsync();
        }

        string rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Contains("of 2000", first, StringComparison.Ordinal);
        Assert.Contains("musica: stopped.", rest, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Cancelled, process.ExitCode);
        Assert.Equal(["long.mp4", "photo.png"], Files());
    }

    [Fact]
    public void Find_NotInstalled_SaysHowToInstallIt()
    {
        UserException refused = Assert.Throws<UserException>(() => Ffmpeg.Find(null, _folder.Path));

        Assert.Contains("apt-get install ffmpeg", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Track_WrongNames_AreRefusedBeforeAnyWork()
    {
        (await TrackAsync(_photo, "-o", _folder["out.gif"])).AssertRefused("out.gif: track writes .jsonl, .csv, .mp4, .mov and .mkv");
        (await TrackAsync(_photo, "-o", _folder["a.mp4"], "-o", _folder["b.mov"])).AssertRefused("two files of the same kind");
        (await TrackAsync(_photo, "--ffmpeg", _folder["none"])).AssertRefused("there is no ffmpeg");
    }

    private static Task<Run> TrackAsync(params string[] arguments) =>
        Run.Musica(["track", "--model", TinyModel.Directory, .. arguments.Contains("--finder") ? arguments : ["--finder", TinyFinder.Directory, .. arguments]]);

    private static JsonElement[] Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    private static string Probe(string video) =>
        TestVideo.Ffmpeg("ffprobe", "-show_entries", "stream=width,height,r_frame_rate", "-of", "csv=p=0", video);

    private static string FramesOf(string video) =>
        TestVideo.Ffmpeg("ffprobe", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", video);

    private static long Difference(DecodedImage one, DecodedImage other, int x, int y, int width, int height)
    {
        long sum = 1;
        for (int row = y; row < y + height; row++)
        {
            for (int i = 3 * x; i < 3 * (x + width); i++)
            {
                sum += Math.Abs(one.Pixels[(3 * row * one.Width) + i] - other.Pixels[(3 * row * other.Width) + i]);
            }
        }

        return sum;
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private string RealVideo(string name, int frames, params string[] options) =>
        TestVideo.Create(Path.Combine(Repository.Root, "samples", "average-face.jpg"), _folder[name], frames, options);

    private string Video(string name, int frames, params string[] options) => TestVideo.Create(_photo, _folder[name], frames, options);
}
