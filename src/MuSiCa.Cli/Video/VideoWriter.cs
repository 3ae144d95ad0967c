using System.Diagnostics;
using System.Globalization;

namespace MuSiCa.Cli;

/// <summary>
/// Encodes frames to a video through a pipe to ffmpeg, at an even rate: a frame that is shown for longer is written as often as that. It is
/// written under another name and renamed by <see cref="CompleteAsync"/>; without that nothing is left.
/// </summary>
internal sealed class VideoWriter : IAsyncDisposable
{
    // What is longer is a jump of the clock, or would be a disk full of the same picture.
    private const double LongestGap = 10;

    private static readonly string[] Endings = [".mp4", ".mov", ".mkv"];

    private readonly string _path;
    private readonly string _temporary;
    private readonly double _rate;
    private readonly Process _process;
    private readonly Task<string> _error;
    private byte[]? _waiting;
    private TimeSpan _shift;
    private TimeSpan _last;
    private long _written;

    /// <param name="ffmpeg">The program.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="info">Size and rate.</param>
    public VideoWriter(Ffmpeg ffmpeg, string path, VideoInfo info)
    {
        _path = path;
        _rate = info.FramesPerSecond;
        _temporary = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetRandomFileName()}{Path.GetExtension(path)}");

        // Players want 4:2:0, which has even sides: an odd one gets a black row or column.
        _process = ffmpeg.Start(
        [
            "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "rgb24",
            "-video_size", string.Create(CultureInfo.InvariantCulture, $"{info.Width}x{info.Height}"), "-framerate", info.Rate, "-i", "pipe:0",
            "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-movflags", "+faststart", "-y", Ffmpeg.FileUrl(_temporary),
        ]);
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Says before any work is done whether the name is one of a video.</summary>
    public static bool IsVideo(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a frame.</summary>
    /// <param name="pixels">R, G, B bytes of the size of the video; this owns them from now on.</param>
    /// <param name="time">When it is shown, not before the last one.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task AddAsync(byte[] pixels, TimeSpan time, CancellationToken cancellationToken)
    {
        if (time - _last > TimeSpan.FromSeconds(LongestGap))
        {
            _shift += time - _last - TimeSpan.FromSeconds(1 / _rate);
        }

        _last = time;
        await FlushAsync((long)Math.Round((time - _shift).TotalSeconds * _rate), cancellationToken).ConfigureAwait(false);
        _waiting = pixels;
    }

    /// <summary>Ends the video and gives it its name.</summary>
    /// <exception cref="UserException">ffmpeg could not write it.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(_written + 1, cancellationToken).ConfigureAwait(false);
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (_process.ExitCode != 0)
        {
            throw await FaultAsync().ConfigureAwait(false);
        }

        File.Move(_temporary, _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        Ffmpeg.Kill(_process);
        await _error.ConfigureAwait(false);
        _process.Dispose();
        File.Delete(_temporary);
    }

    // The frame that waits is shown up to a place; it is known only now for how long.
    private async Task FlushAsync(long end, CancellationToken cancellationToken)
    {
        try
        {
            for (; _waiting is not null && _written < end; _written++)
            {
                await _process.StandardInput.BaseStream.WriteAsync(_waiting, cancellationToken).ConfigureAwait(false);
            }

            await _process.StandardInput.BaseStream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            throw await FaultAsync().ConfigureAwait(false);
        }
    }

    private async Task<UserException> FaultAsync()
    {
        string[] said = (await _error.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new UserException($"{_path}: ffmpeg cannot write it ({said.FirstOrDefault() ?? "it ended early"})");
    }
}
