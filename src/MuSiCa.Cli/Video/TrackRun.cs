using System.Text.Json;
using MuSiCa.Drawing;
using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>One call of the track command.</summary>
internal sealed class TrackRun(Screen screen, Ffmpeg ffmpeg, string path, VideoInfo video, FaceTracker tracker)
{
    /// <summary>Where the lines go; null for nowhere.</summary>
    public LineWriter? Lines { get; init; }

    /// <summary>Whether the lines are rows of CSV in place of JSON.</summary>
    public bool IsCsv { get; init; }

    /// <summary>The drawn video; null for none.</summary>
    public string? Drawn { get; init; }

    /// <summary>What answers say of faces beside their landmarks.</summary>
    public AnswerDetails Details { get; init; }

    private int Landmarks => tracker.Package.MeanShape.Length / 2;

    /// <summary>Follows the faces from the first frame to the last.</summary>
    /// <returns>The exit code: 1 where the video is damaged.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var reader = new VideoReader(ffmpeg, path, video);
        int frames = 0;
        var tracks = new HashSet<ulong>();
        await using (VideoWriter? writer = Drawn is null ? null : new VideoWriter(ffmpeg, Drawn, video))
        {
            if (IsCsv)
            {
                Lines?.Write(FrameAnswer.CsvHeading(Landmarks));
            }

            await ProgressDisplay.RunAsync(screen, "frames", video.Frames, async advance =>
            {
                await foreach (VideoFrame frame in reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    var answer = FrameAnswer.From(frame, video, tracker.Track(frame, video, cancellationToken), tracker.Package, Details);
                    frames++;
                    tracks.UnionWith(answer.Faces.Where(static face => face.State != TrackState.Lost).Select(static face => face.TrackId));
                    Write(answer);
                    if (writer is not null)
                    {
                        await writer.AddAsync(Draw(frame, answer).Pixels.ToArray(), frame.Time, cancellationToken).ConfigureAwait(false);
                    }

                    advance(1);
                }
            }).ConfigureAwait(false);
            if (frames == 0)
            {
                throw new UserException($"{path}: no frame of it can be read ({reader.Damage ?? "it has none"})");
            }

            if (writer is not null)
            {
                await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        string written = Drawn is null ? string.Empty : $"; wrote {Drawn}";
        screen.Remark($"{frames} frames, {tracks.Count} {(tracks.Count == 1 ? "face" : "faces")}{written}");
        if (reader.Damage is null)
        {
            return ExitCodes.Success;
        }

        screen.Remark($"{path}: is damaged ({reader.Damage}); the frames that could be read are answered");
        return ExitCodes.Failure;
    }

    private void Write(FrameAnswer answer)
    {
        foreach (string line in IsCsv ? answer.CsvRows(Landmarks) : [JsonSerializer.Serialize(answer, FrameJsonContext.Default.FrameAnswer)])
        {
            Lines?.Write(line);
        }
    }

    // The number of a face stands over its box, or in it at the upper edge of the picture.
    private Canvas Draw(VideoFrame frame, FrameAnswer answer)
    {
        var canvas = Canvas.Copy(frame.Pixels.Span, video.Width, video.Height);
        var drawing = new FaceDrawing(canvas, tracker.Package, PixelMapping.Identity, new DrawingOptions());
        foreach (TrackAnswer track in answer.Faces.Where(static track => track.State != TrackState.Lost))
        {
            FaceAnswer face = track.Face!;
            drawing.Draw(face);
            double digit = Math.Clamp(Math.Max(face.Box.Width, face.Box.Height) / 8, 12, 48);
            double y = face.Box.Y - (digit * 0.8) is var above && above > digit / 2 ? above : face.Box.Y + (digit * 0.8);
            canvas.DrawNumber((int)track.TrackId, face.Box.X + (digit / 2), y, digit, digit / 7, FaceStyle.Of(face).Color);
        }

        return canvas;
    }
}
