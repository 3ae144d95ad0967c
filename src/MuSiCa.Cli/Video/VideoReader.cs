using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace MuSiCa.Cli;

/// <summary>A frame of a video.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Time">When it is shown, from the first frame on.</param>
/// <param name="Pixels">R, G, B bytes, row after row without gaps; good until the next frame is read.</param>
internal readonly record struct VideoFrame(int Index, TimeSpan Time, ReadOnlyMemory<byte> Pixels);

/// <summary>
/// Reads the frames of a video through a pipe from ffmpeg, every one as it is in the file, with its time. Of a damaged video it reads what
/// there is and then says what is wrong with it.
/// </summary>
internal sealed partial class VideoReader(Ffmpeg ffmpeg, string path, VideoInfo info)
{
    // Ctrl-C goes to ffmpeg as well, which may end before this program has heard of it.
    private const int EndedBySignal = 255;
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<double?> _times = Channel.CreateUnbounded<double?>();

    /// <summary>The first thing that ffmpeg complained of; null where nothing is wrong. Known when all frames are read.</summary>
    public string? Damage { get; private set; }

    /// <summary>The frames in order.</summary>
    public async IAsyncEnumerable<VideoFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string passthrough = await ffmpeg.PassthroughOptionAsync(cancellationToken).ConfigureAwait(false);
        using Process process = ffmpeg.Start(
        [
            "-loglevel", "level+info", "-nostats", "-i", Ffmpeg.FileUrl(path), "-map", "0:V:0", passthrough, "passthrough", "-vf",
            string.Create(CultureInfo.InvariantCulture, $"scale={info.Width}:{info.Height},setsar=1,format=rgb24,showinfo=checksum=0"),
            "-f", "rawvideo", "pipe:1",
        ]);
        process.StandardInput.Close();
        Task listening = ListenAsync(process.StandardError);
        try
        {
            byte[] pixels = new byte[checked(3 * info.Width * info.Height)];
            TimeSpan time = TimeSpan.Zero;
            double? origin = null;
            for (int index = 0; await ReadAsync(process.StandardOutput.BaseStream, pixels, cancellationToken).ConfigureAwait(false); index++)
            {
                // The frame is there, so its line is or will be.
                double? seconds = await _times.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
                    && _times.Reader.TryRead(out double? said) ? said : null;
                origin ??= seconds;
                TimeSpan next = seconds is { } known ? TimeSpan.FromSeconds(known - origin!.Value) : time + TimeSpan.FromSeconds(1 / info.FramesPerSecond);
                time = index == 0 ? TimeSpan.Zero : next > time ? next : time;
                yield return new VideoFrame(index, time, pixels);
            }

            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            await listening.ConfigureAwait(false);
            if (process.ExitCode == EndedBySignal)
            {
                await Task.Delay(SignalDelay, cancellationToken).ConfigureAwait(false);
            }

            Damage ??= process.ExitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"ffmpeg ended with {process.ExitCode}");
        }
        finally
        {
            Ffmpeg.Kill(process);
        }
    }

    private async Task<bool> ReadAsync(Stream stream, byte[] pixels, CancellationToken cancellationToken)
    {
        int read = await stream.ReadAtLeastAsync(pixels, pixels.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read > 0 && read < pixels.Length)
        {
            Damage ??= "it ends within a frame";
        }

        return read == pixels.Length;
    }

    private async Task ListenAsync(StreamReader error)
    {
        while (await error.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (FrameLine().Match(line) is { Success: true } frame)
            {
                bool isKnown = double.TryParse(frame.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds);
                _times.Writer.TryWrite(isKnown && double.IsFinite(seconds) && Math.Abs(seconds) < 1e9 ? seconds : null);
            }
            else if (ErrorLine().Match(line) is { Success: true } complaint)
            {
                Damage ??= complaint.Groups[1].Value;
            }
        }

        _times.Writer.Complete();
    }

    [GeneratedRegex(@"showinfo.* n: *\d+ .*pts_time:(\S+)")]
    private static partial Regex FrameLine();

    [GeneratedRegex(@"\[(?:error|fatal|panic)\] *(.+)$")]
    private static partial Regex ErrorLine();
}
