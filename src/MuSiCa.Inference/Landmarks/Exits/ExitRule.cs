namespace MuSiCa.Inference;

/// <summary>Decides when faces leave the cascade of a model.</summary>
public sealed class ExitRule
{
    private readonly ModelPackage _package;

    /// <summary>Creates the rule of a model.</summary>
    public ExitRule(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        _package = package;
    }

    /// <summary>Works out the threshold and the last stage for what a caller asks.</summary>
    /// <exception cref="ExitLimitsException">A limit makes no sense or names a profile that the model does not have.</exception>
    public ExitPlan Resolve(ExitLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        float threshold = _package.Exit.Threshold;
        float gain = _package.Exit.GainThreshold;
        if (limits.Profile is { } profile && !_package.Exit.Profiles.TryGetValue(profile, out threshold))
        {
            string known = string.Join(", ", _package.Exit.Profiles.Keys);
            throw new ExitLimitsException("profile", $"profile '{profile}' is unknown; model '{_package.Name}' has {known}");
        }

        if (limits.Profile is { } named)
        {
            gain = _package.Exit.GainProfiles.GetValueOrDefault(named);
        }

        if (limits.MaxError is float error)
        {
            if (!(error > 0 && float.IsFinite(error)))
            {
                throw new ExitLimitsException(
                    "maxError",
                    FormattableString.Invariant($"maxError {error} is not above 0; 0.04 means 4 % of the distance of the eyes"));
            }

            threshold = error;
            gain = 0;
        }

        if (limits.MaxStages < 1)
        {
            throw new ExitLimitsException(
                "maxStages",
                $"maxStages {limits.MaxStages} is below 1; model '{_package.Name}' has {_package.Stages.Length} stages");
        }

        // Who bounds the stages of a face bounds its work.
        return new ExitPlan(
            threshold,
            Math.Min(limits.MaxStages ?? int.MaxValue, _package.Stages.Length),
            gain,
            limits.MaxStages is null ? _package.Retries.Length : 0);
    }

    /// <summary>Why a face leaves now, after at least one stage; <see langword="null"/> where it goes on.</summary>
    public ExitReason? Decide(ExitPlan plan, FaceProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (progress.Stages >= _package.Stages.Length)
        {
            return ExitReason.Exhausted;
        }

        if (progress.Stages >= plan.Stages)
        {
            return ExitReason.Budget;
        }

        // A gain that is not predicted is not a number, and so never below. One that is may be negative: nobody leaves by a gain below 0
        // where the plan names none.
        bool byGain = plan.GainThreshold > 0 && progress.PredictedGain < plan.GainThreshold;
        return progress.PredictedError < plan.Threshold || byGain ? ExitReason.Confident : null;
    }

    /// <summary>Whether landmarks with this predicted error can be relied on.</summary>
    public AlignmentStatus Judge(float predictedError) =>
        predictedError <= _package.Exit.FinalThreshold ? AlignmentStatus.Accepted : AlignmentStatus.Uncertain;

    /// <summary>The answer for a face that leaves now.</summary>
    public FaceAlignment Finish(PreparedFace face, ExitReason reason)
    {
        ArgumentNullException.ThrowIfNull(face);
        return new FaceAlignment(
            face.Box,
            face.CopyLandmarks(),
            face.Progress.Stages,
            reason,
            face.Progress.PredictedError,
            Judge(face.Progress.PredictedError))
        {
            Passes = face.Progress.Pass,
            Spread = face.CopySpread(),
            MultiplyAdds = face.Progress.MultiplyAdds,
        };
    }
}

/// <summary>Limits resolved for one model.</summary>
/// <param name="Threshold">A predicted error below this fraction lets a face leave early.</param>
/// <param name="Stages">The last stage a face may run, counted from 1.</param>
/// <param name="GainThreshold">A predicted gain below this fraction lets a face leave early too; 0 where none does.</param>
/// <param name="Retries">Further passes that an uncertain face may take.</param>
public readonly record struct ExitPlan(float Threshold, int Stages, float GainThreshold = 0, int Retries = 0);

/// <summary>What a caller asks of the exits. Everything may be left out; then the model's own threshold and all stages apply.</summary>
/// <param name="MaxError">
/// Leave as soon as the predicted inter-ocular NME is below this fraction (0.04 = 4 %). Goes before <paramref name="Profile"/>.
/// </param>
/// <param name="MaxStages">Never run more stages than this, nor a further pass.</param>
/// <param name="Profile">One of the model's named thresholds.</param>
public sealed record ExitLimits(float? MaxError = null, int? MaxStages = null, string? Profile = null)
{
    /// <summary>The model's own threshold and all stages.</summary>
    public static ExitLimits Default { get; } = new();
}

/// <summary>Limits that no face can be held to.</summary>
public sealed class ExitLimitsException(string limit, string problem) : Exception(problem)
{
    /// <summary>The limit at fault: <c>maxError</c>, <c>maxStages</c> or <c>profile</c>.</summary>
    public string Limit { get; } = limit;
}
