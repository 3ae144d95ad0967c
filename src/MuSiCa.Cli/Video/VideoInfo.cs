using System.Globalization;
using System.Text.Json;

namespace MuSiCa.Cli;

/// <summary>A video as it is shown: upright, with square pixels.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Rate">Frames a second as ffmpeg writes it, such as 30000/1001.</param>
/// <param name="FramesPerSecond">The same as a number.</param>
/// <param name="Frames">About how many frames it has; 0 where that is not known.</param>
internal sealed record VideoInfo(int Width, int Height, string Rate, double FramesPerSecond, int Frames)
{
    // A rate that is only the clock of a container, as 1000 of WebM.
    private const double HighestRate = 240;
    private const string UsualRate = "25";
    private const double AspectRounding = 0.01;
    private const int LargestSide = 16_384;

    /// <summary>Asks ffprobe.</summary>
    /// <exception cref="UserException">The file is no video that ffmpeg can read.</exception>
    public static async Task<VideoInfo> ReadAsync(Ffmpeg ffmpeg, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new UserException(Directory.Exists(path) ? $"{path}: is a folder, not a video" : $"{path}: there is no such file");
        }

        (int code, string output, string error) = await ffmpeg.ProbeAsync(
            [
                "-v", "error", "-select_streams", "V:0", "-show_entries",
                "stream=width,height,avg_frame_rate,r_frame_rate,nb_frames,duration,sample_aspect_ratio:stream_side_data=rotation:format=duration",
                "-of", "json", Ffmpeg.FileUrl(path),
            ],
            cancellationToken).ConfigureAwait(false);
        if (code != 0)
        {
            throw new UserException($"{path}: ffmpeg cannot read it ({Last(error, path)})");
        }

        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        return root.TryGetProperty("streams", out JsonElement streams) && streams.GetArrayLength() > 0
            ? Read(path, streams[0], root)
            : throw new UserException($"{path}: has no video in it, only sound or the like");
    }

    private static VideoInfo Read(string path, JsonElement stream, JsonElement root)
    {
        (double width, double height) = (Number(stream, "width"), Number(stream, "height"));
        double aspect = Ratio(Text(stream, "sample_aspect_ratio")?.Replace(':', '/'));
        if (IsTurned(stream))
        {
            (width, height, aspect) = (height, width, 1 / aspect);
        }

        width = aspect > 0 && double.IsFinite(aspect) && Math.Abs(aspect - 1) > AspectRounding ? Math.Round(width * aspect) : width;
        if (width is < 1 or > LargestSide || height is < 1 or > LargestSide)
        {
            throw new UserException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: its frames are {width} x {height} pixels; from 1 to {LargestSide} a side can be read"));
        }

        string? real = Text(stream, "r_frame_rate");
        string? mean = Text(stream, "avg_frame_rate");
        string rate = Ratio(real) is > 0 and <= HighestRate ? real! : Ratio(mean) is > 0 and <= HighestRate ? mean! : UsualRate;
        double seconds = Number(stream, "duration") is > 0 and var own ? own
            : root.TryGetProperty("format", out JsonElement format) ? Number(format, "duration") : 0;
        double frames = Number(stream, "nb_frames") is > 0 and var counted ? counted
            : seconds * (Ratio(mean) is > 0 and <= HighestRate and var perSecond ? perSecond : Ratio(rate));
        return new VideoInfo((int)width, (int)height, rate, Ratio(rate), (int)Math.Clamp(frames, 0, int.MaxValue / 2));
    }

    // What is turned by other angles keeps its size.
    private static bool IsTurned(JsonElement stream) =>
        stream.TryGetProperty("side_data_list", out JsonElement list)
        && list.EnumerateArray().Any(static data => Math.Abs(Math.Abs(Number(data, "rotation")) % 180 - 90) < 1);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    private static double Number(JsonElement element, string name) =>
        double.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;

    // 30000/1001; 0 for 0/0 and for nothing.
    private static double Ratio(string? text)
    {
        double[] parts =
        [
            .. (text ?? string.Empty).Split('/').Select(static part =>
                double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0),
        ];
        return parts.Length == 1 ? parts[0] : parts[1] > 0 ? parts[0] / parts[1] : 0;
    }

    private static string Last(string error, string path)
    {
        string line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no reason given";
        return line.Replace($"{Ffmpeg.FileUrl(path)}: ", string.Empty, StringComparison.Ordinal);
    }
}
