using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
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

    /// <returns>Whether there was a place for this client; to be given back with <see cref="Free"/>.</returns>
    public bool TryTake(ClientShare client)
    {
        if (!client.Streams.TryTake(1, own: 0, Limit - Taken))
        {
            return false;
        }

        if (Interlocked.Increment(ref _taken) <= Limit)
        {
            return true;
        }

        Free(client);
        return false;
    }

    public void Free(ClientShare client)
    {
        Interlocked.Decrement(ref _taken);
        client.Streams.Free(1);
    }
}
