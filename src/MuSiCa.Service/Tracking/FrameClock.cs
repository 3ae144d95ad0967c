namespace MuSiCa.Service.Tracking;

/// <summary>
/// The time of the frames of one stream, from its first frame on. It goes by the times that the frames bring where these advance as
/// time does, and by when frames arrive where not: all the same, going back, in seconds or milliseconds instead of microseconds, not
/// there ("no pts", the least number of all). Each frame is judged by itself, so that one bad time spoils nothing behind it.
/// </summary>
internal sealed class FrameClock
{
    // No camera takes 5,000 frames a second, so times closer than that are in another unit.
    private const long LeastStep = 200;

    // Times may lag behind arrival by this much: a service that is slow with every frame of a video slows its arrival down.
    private const int MostLag = 500;

    // Between two frames of a recording there may be a night. More is no time.
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(1);

    private (long Microseconds, TimeSpan Arrival)? _last;
    private TimeSpan _time;
    private bool _isNoticed;

    /// <summary>Takes the next frame.</summary>
    /// <param name="microseconds">The time that it brings.</param>
    /// <param name="arrival">When it arrived, from any origin.</param>
    /// <returns>Its time, never before that of the last, and once what to tell the sender about his times.</returns>
    public (TimeSpan Time, string? Notice) Next(long microseconds, TimeSpan arrival)
    {
        if (_last is not { } last)
        {
            _last = (microseconds, arrival);
            return (_time, null);
        }

        _last = (microseconds, arrival);
        TimeSpan waited = arrival - last.Arrival;
        Int128 step = (Int128)microseconds - last.Microseconds;
        bool isPlausible = step >= LeastStep && step <= (Int128)LongestStep.TotalMicroseconds && step * MostLag >= (Int128)waited.TotalMicroseconds;
        _time += isPlausible ? TimeSpan.FromMicroseconds((long)step) : waited;
        return (_time, isPlausible ? null : Notice(step, waited));
    }

    private string? Notice(Int128 step, TimeSpan waited)
    {
        if (_isNoticed)
        {
            return null;
        }

        _isNoticed = true;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"timestamp_us of this frame is {step} above that of the one before, which arrived {waited.TotalMilliseconds:0.#} ms earlier. "
                + $"Frames whose times do not advance in microseconds are timed by their arrival. This is said once.");
    }
}
