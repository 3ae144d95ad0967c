using System.Globalization;

namespace MuSiCa.Serving;

/// <summary>Faces were not taken, or were given back unfinished when the aligner stopped.</summary>
public sealed class AdmissionException : Exception
{
    private AdmissionException(AdmissionRefusal reason, string message, TimeSpan? retryAfter)
        : base(message)
    {
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>Why.</summary>
    public AdmissionRefusal Reason { get; }

    /// <summary>After which time enough places should be free; null when waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Not enough places.</summary>
    /// <param name="wanted">Places asked for.</param>
    /// <param name="taken">Places taken now.</param>
    /// <param name="limit">Places there are.</param>
    /// <param name="retryAfter">After which time enough places should be free; null when there are never enough.</param>
    public static AdmissionException Full(int wanted, int taken, int limit, TimeSpan? retryAfter) => new(
        AdmissionRefusal.Full,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{wanted} more faces do not fit: {taken} of {limit} places are taken (setting MuSiCa:Serving:QueueLimit)."),
        retryAfter);

    /// <summary>No places any more.</summary>
    public static AdmissionException Draining() =>
        new(AdmissionRefusal.Draining, "The service is shutting down and takes no more faces.", null);
}
