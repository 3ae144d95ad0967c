using System.Globalization;

namespace MuSiCa.Serving;

/// <summary>Why an order was not taken, in words for its caller.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Message">What is short, how much of it there is, and which setting says so.</param>
/// <param name="RetryAfter">After which time there should be room; null when waiting does not help.</param>
public sealed record AdmissionRefusal(RefusalReason Reason, string Message, TimeSpan? RetryAfter)
{
    internal static AdmissionRefusal Draining { get; } =
        new(RefusalReason.Draining, "The service is shutting down and takes no more faces.", null);

    internal static AdmissionRefusal Stalled { get; } =
        new(RefusalReason.Stalled, "The model hangs on every device of the service, which takes no faces until it comes back.", null);

    internal static AdmissionRefusal Faces(int wanted, int taken, int limit, TimeSpan? retryAfter) => new(
        RefusalReason.Faces,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{wanted} more faces do not fit: {taken} of {limit} places are taken (setting MuSiCa:Serving:QueueLimit)."),
        retryAfter);

    internal static AdmissionRefusal Views(int wanted, int taken, int limit, TimeSpan? retryAfter) => new(
        RefusalReason.Faces,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{wanted} more views of photos to be searched do not fit: {taken} of {limit} places are taken (setting "
                + $"MuSiCa:Finding:QueueLimit)."),
        retryAfter);

    /// <summary>The refusal of bytes that do not fit into a budget.</summary>
    /// <param name="wanted">Bytes asked for.</param>
    /// <param name="memory">The budget.</param>
    /// <param name="retryAfter">After which time there should be room.</param>
    public static AdmissionRefusal Memory(long wanted, MemoryBudget memory, TimeSpan? retryAfter)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new(
            RefusalReason.Memory,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{wanted:N0} more bytes do not fit: {memory.Used:N0} of {memory.Limit:N0} are taken by what has been accepted "
                    + $"(setting MuSiCa:Serving:MemoryLimit)."),
            wanted > memory.Limit ? null : retryAfter);
    }

    internal static AdmissionRefusal Deadline(TimeSpan timeLeft, TimeSpan estimate) => new(
        RefusalReason.Deadline,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{timeLeft.TotalMilliseconds:0.#} ms are left and about {estimate.TotalMilliseconds:0.#} ms are needed at present."),
        null);
}
