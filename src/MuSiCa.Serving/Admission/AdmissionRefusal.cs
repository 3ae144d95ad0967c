using System.Globalization;

namespace MuSiCa.Serving;

/// <summary>Why an order was not taken, in words for its caller.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Message">What is short, how much of it there is, and which setting says so.</param>
/// <param name="RetryAfter">After which time there should be room; null when waiting does not help.</param>
public sealed record AdmissionRefusal(RefusalReason Reason, string Message, TimeSpan? RetryAfter)
{
    /// <summary>The refusal of everything while the service shuts down.</summary>
    public static AdmissionRefusal Draining { get; } =
        new(RefusalReason.Draining, "The service is shutting down and takes no more faces.", null);

    /// <summary>The refusal of everything while the model hangs.</summary>
    public static AdmissionRefusal Stalled { get; } =
        new(RefusalReason.Stalled, "The model hangs on every device of the service, which takes no faces until it comes back.", null);

    /// <summary>The refusal of everything while the model fails every time.</summary>
    /// <param name="retryAfter">When it may run again.</param>
    public static AdmissionRefusal Failing(TimeSpan retryAfter) => new(
        RefusalReason.Failing, "The model failed on one batch after the other and takes nothing until it runs again.", retryAfter);

    /// <summary>The refusal of faces that there are no places for.</summary>
    /// <param name="wanted">Places wanted.</param>
    /// <param name="taken">Places taken.</param>
    /// <param name="limit">Places there are.</param>
    /// <param name="retryAfter">After which time there should be room.</param>
    public static AdmissionRefusal Faces(int wanted, int taken, int limit, TimeSpan? retryAfter) => new(
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

    /// <summary>The refusal of a request whose caller waits less long than it would take.</summary>
    /// <param name="timeLeft">How long the caller waits.</param>
    /// <param name="estimate">How long it would take.</param>
    public static AdmissionRefusal Deadline(TimeSpan timeLeft, TimeSpan estimate) => new(
        RefusalReason.Deadline,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{timeLeft.TotalMilliseconds:0.#} ms are left and about {estimate.TotalMilliseconds:0.#} ms are needed at present."),
        null);

    /// <summary>The refusal of a request that would wait longer than requests may.</summary>
    /// <param name="limit">How long they may.</param>
    /// <param name="estimate">How long it would take.</param>
    public static AdmissionRefusal Work(TimeSpan limit, TimeSpan estimate) => new(
        RefusalReason.Work,
        string.Create(
            CultureInfo.InvariantCulture,
            $"What was accepted before keeps the service busy for about {estimate.TotalSeconds:0.#} s, and this request may wait "
                + $"{limit.TotalSeconds:0.###} s (setting MuSiCa:Serving:MaxWait; with priority bulk as long as its time allows)."),
        TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((estimate - limit).TotalSeconds))));

    /// <summary>The refusal of a client that has as many places as are left for all others.</summary>
    /// <param name="wanted">Places that it wants.</param>
    /// <param name="held">Places that it has.</param>
    public static AdmissionRefusal Share(long wanted, long held) => new(
        RefusalReason.Faces,
        string.Create(
            CultureInfo.InvariantCulture,
            $"This connection has {held} places for faces, as many as are left for all others; {wanted} more do not fit."),
        TimeSpan.FromSeconds(1));
}

/// <summary>Why faces are not taken.</summary>
public enum RefusalReason
{
    /// <summary>Not enough places are free; later there may be.</summary>
    Faces,

    /// <summary>Too much memory is taken by what has been accepted; later there may be some.</summary>
    Memory,

    /// <summary>More work waits than can be done in the time that a request has; later less may.</summary>
    Work,

    /// <summary>The time that the caller gives is shorter than what waits already.</summary>
    Deadline,

    /// <summary>The aligner is shutting down.</summary>
    Draining,

    /// <summary>Every lane hangs in a stage.</summary>
    Stalled,

    /// <summary>The model failed again and again; it is tried again later.</summary>
    Failing,
}

/// <summary>An order was not taken, or a face of one was given back unfinished.</summary>
/// <param name="refusal">Why.</param>
public sealed class AdmissionException(AdmissionRefusal refusal) : Exception(refusal?.Message)
{
    /// <summary>Why.</summary>
    public AdmissionRefusal Refusal { get; } = refusal ?? throw new ArgumentNullException(nameof(refusal));
}
