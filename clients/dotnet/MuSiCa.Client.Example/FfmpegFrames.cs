using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MuSiCa.Client.Example;

/// <summary>Pictures from ffmpeg, which must be installed: of a video file, or of a camera.</summary>
internal static class FfmpegFrames
{
    /// <summary>The frames that <c>ffmpeg SOURCE</c> decodes, upright.</summary>
    /// <param name="source">Arguments that name the input.</param>
    /// <param name="framesPerSecond">Some are repeated or left out as that takes; without it they are timed as they are taken.</param>
    /// <param name="cancellationToken">Ends ffmpeg.</param>
    public static async IAsyncEnumerable<VideoFrame> ReadAsync(
        string[] source, double? framesPerSecond, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] rate = framesPerSecond is { } chosen ? ["-r", chosen.ToString(CultureInfo.InvariantCulture)] : [];
        string[] output = ["-an", .. rate, "-f", "image2pipe", "-c:v", "ppm", "-"];
        using Process ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-loglevel", "error", .. source, .. output])
        {
            RedirectStandardOutput = true,
        })!;
        Stream pictures = ffmpeg.StandardOutput.BaseStream;
        long started = Stopwatch.GetTimestamp();
        int number = 0;
        try
        {
            while (await ReadPictureAsync(pictures, cancellationToken) is { } pixels)
            {
                TimeSpan time = framesPerSecond is { } fixedRate ? TimeSpan.FromSeconds(number / fixedRate) : Stopwatch.GetElapsedTime(started);
                yield return new VideoFrame(pixels) { Time = time };
                number++;
            }
        }
        finally
        {
            ffmpeg.Kill();
        }

        if (number == 0)
        {
            throw new IOException($"ffmpeg read no frame of {string.Join(' ', source)}");
        }
    }

    // A PPM: "P6", width and height, "255", each on a line; then red, green and blue of each pixel.
    private static async Task<Pixels?> ReadPictureAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(stream, cancellationToken) is not { Length: > 0 })
        {
            return null;
        }

        string[] size = (await ReadLineAsync(stream, cancellationToken)).Split(' ');
        await ReadLineAsync(stream, cancellationToken);
        (int width, int height) = (int.Parse(size[0], CultureInfo.InvariantCulture), int.Parse(size[1], CultureInfo.InvariantCulture));
        byte[] data = new byte[3 * width * height];
        await stream.ReadExactlyAsync(data, cancellationToken);
        return new Pixels(PixelFormat.Rgb, width, height, data);
    }

    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] letter = new byte[1];
        string line = string.Empty;
        while (await stream.ReadAsync(letter, cancellationToken) > 0 && letter[0] != '\n')
        {
            line += (char)letter[0];
        }

        return line;
    }
}
