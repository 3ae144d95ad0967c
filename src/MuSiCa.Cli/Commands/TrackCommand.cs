using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class TrackCommand
{
    private const double DefaultInterval = 0.5;

    public static Command Create(Screen screen)
    {
        var video = new Argument<string>("VIDEO") { Description = "Any file that ffmpeg reads." };
        video.Validators.Add(static result => Paths.RequireName(result, result.Tokens, "VIDEO"));
        var options = new AlignOptions();
        Option<string[]> output = new("--output", "-o")
        {
            Description = "What to write; may be given for each: .jsonl (a line of JSON for each frame), .csv (a row for each face), or "
                + ".mp4, .mov or .mkv (the video with landmarks, boxes and numbers drawn). Without it, lines of JSON on the screen.",
            HelpName = "FILE",
        };
        Paths.RequireName(output);
        var interval = new Option<double?>("--find-every")
        {
            Description = "Seconds of the video from one search for new faces to the next; 0 searches every frame. 0.5 by default.",
            HelpName = "S",
        };
        Numbers.Decimal(interval, static seconds => seconds is >= 0 and <= 86_400, "a number of seconds from 0 on");
        var smooth = new Option<bool>("--smooth") { Description = "Smooth the landmarks over time: steady faces tremble less." };
        var pose = new Option<bool>("--pose") { Description = "Say how each head is turned: yaw, pitch and roll in degrees (JSON)." };
        Option<string?> ffmpeg = Paths.Option<string?>("--ffmpeg", "FILE", "The program ffmpeg or its folder; the one along PATH without it.");
        var command = new Command(
            "track", "Follows the faces of a video, each under its own number: a line of JSON for each frame, CSV, or the video drawn on. Needs ffmpeg.")
        {
            video, output, interval, smooth, pose, ffmpeg,
        };
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            async () =>
            {
                TrackOutputs outputs = TrackOutputs.Read(result.GetValue(output) ?? []);
                string path = result.GetValue(video)!;
                var program = Ffmpeg.Find(result.GetValue(ffmpeg), Environment.GetEnvironmentVariable("PATH"));
                VideoInfo info = await VideoInfo.ReadAsync(program, path, cancellationToken).ConfigureAwait(false);
                var details = new AnswerDetails(result.GetValue(pose));
                using AlignTools tools = options.Open(result, screen, details, isShared: false);
                using FaceTracker tracker = tools.CreateTracker(
                    TimeSpan.FromSeconds(result.GetValue(interval) ?? DefaultInterval), result.GetValue(smooth) ? new SmoothingOptions() : null);
                using LineWriter? lines = outputs.Open(screen);
                return await new TrackRun(screen, program, path, info, tracker)
                {
                    Lines = lines,
                    IsCsv = outputs.IsCsv,
                    Drawn = outputs.Drawn,
                    Details = details,
                }.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken));
        return command;
    }

    /// <summary>Where the answers go.</summary>
    /// <param name="Lines">The file of lines; null for the screen, or for nowhere where a video is drawn.</param>
    /// <param name="Drawn">The video; null for none.</param>
    private sealed record TrackOutputs(string? Lines, string? Drawn)
    {
        public bool IsCsv => Lines is not null && HasEnding(Lines, ".csv");

        public static TrackOutputs Read(string[] names)
        {
            foreach (string name in names)
            {
                OutputFile.Check(name);
            }

            string[] videos = [.. names.Where(VideoWriter.IsVideo)];
            string[] lines = [.. names.Except(videos)];
            if (lines.FirstOrDefault(static name => !name.StartsWith("/dev/", StringComparison.Ordinal)
                && !HasEnding(name, ".csv") && !HasEnding(name, ".jsonl") && !HasEnding(name, ".json")) is { } unknown)
            {
                throw new UserException($"{unknown}: track writes .jsonl, .csv, .mp4, .mov and .mkv");
            }

            return videos.Length <= 1 && lines.Length <= 1
                ? new TrackOutputs(lines.FirstOrDefault(), videos.FirstOrDefault())
                : throw new UserException("--output names two files of the same kind; one with lines and one video can be written at a time");
        }

        public LineWriter? Open(Screen screen) =>
            Lines is not null ? LineWriter.Open(Lines, FileMode.Create)
            : Drawn is null ? LineWriter.To(screen.Output)
            : null;

        private static bool HasEnding(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
    }
}
