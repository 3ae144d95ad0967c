using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Tracking;

/// <summary>Counts the streams that are tracked, and never more than the setting allows.</summary>
internal sealed class StreamPlaces(IOptions<TrackingSettings> settings)
{
    private int _taken;

    /// <summary>Streams now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Streams there may be.</summary>
    public int Limit => settings.Value.MaxStreams;

    /// <returns>Whether there was a place; to be given back with <see cref="Free"/>.</returns>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Limit)
        {
            return true;
        }

        Free();
        return false;
    }

    public void Free() => Interlocked.Decrement(ref _taken);
}
