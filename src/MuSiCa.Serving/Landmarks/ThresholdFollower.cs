using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>How thresholds follow what exits cost; off by default.</summary>
public sealed record FollowOptions
{
    /// <summary>Whether they do.</summary>
    public bool Enabled { get; init; }

    /// <summary>
    /// The distance between the landmarks of an exit and those of all stages that is aimed at, in the mean over faces that leave after a stage,
    /// as a fraction of the distance of the outer eye corners.
    /// </summary>
    public double Target { get; init; } = 0.01;

    /// <summary>What a threshold is multiplied with at the least, above 0 and at most 1.</summary>
    public float MinFactor { get; init; } = 0.5f;

    /// <summary>What a threshold is multiplied with at the most, at least 1.</summary>
    public float MaxFactor { get; init; } = 1.5f;
}

/// <summary>
/// Moves the thresholds of each stage with what its exits cost, as Apparate does for the exits of classifiers (Dai et al., SOSP 2024): fast
/// towards stricter ones, slowly towards looser ones, within bounds. Thread-safe.
/// </summary>
/// <param name="stages">Stages of the model.</param>
/// <param name="options">How.</param>
internal sealed class ThresholdFollower(int stages, FollowOptions options)
{
    /// <summary>Faces that are looked at together: fewer tell little of a mean.</summary>
    public const int Window = 32;

    private const float Stricter = 0.9f;
    private const float Looser = 1.03f;

    // Between this part of the target and all of it a threshold stays where it is.
    private const double Well = 0.7;

    private readonly Lock _lock = new();
    private readonly float[] _factors = [.. Enumerable.Repeat(1f, stages)];
    private readonly (double Sum, int Count)[] _windows = new (double, int)[stages];

    /// <summary>What the thresholds of a stage, counted from 1, are multiplied with now.</summary>
    public float Factor(int stage) => Volatile.Read(ref _factors[stage - 1]);

    /// <summary>A plan as it holds after a stage, counted from 1.</summary>
    public ExitPlan Apply(ExitPlan plan, int stage) => Factor(stage) is var factor && factor == 1
        ? plan
        : plan with { Threshold = plan.Threshold * factor, GainThreshold = plan.GainThreshold * factor };

    /// <summary>Notes what the exit of a face cost.</summary>
    /// <param name="stage">The stage after which it left, counted from 1.</param>
    /// <param name="distance">How far its landmarks were from those of all stages, as a fraction; finite.</param>
    public void Note(int stage, double distance)
    {
        lock (_lock)
        {
            ref (double Sum, int Count) window = ref _windows[stage - 1];
            window = (window.Sum + distance, window.Count + 1);
            if (window.Count < Window)
            {
                return;
            }

            double mean = window.Sum / window.Count;
            window = default;
            float step = mean > options.Target ? Stricter : mean < Well * options.Target ? Looser : 1;
            Volatile.Write(ref _factors[stage - 1], Math.Clamp(_factors[stage - 1] * step, options.MinFactor, options.MaxFactor));
        }
    }
}
