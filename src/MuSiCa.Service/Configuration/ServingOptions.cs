namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving</c>: how faces wait for the model, and how the service shuts down.</summary>
internal sealed record ServingOptions : ISettings
{
    public static string Section => "MuSiCa:Serving";

    /// <summary>Faces that may be accepted and unanswered at the same time; further requests get a 429.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Faces that one batch takes at most.</summary>
    public int BatchLimit { get; init; } = 32;

    /// <summary>How long requests are still accepted after the signal to stop, so that a load balancer can look away.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.Zero;

    /// <summary>How long accepted requests may take to finish after that.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public void Check(SettingsCheck check)
    {
        check.Between(nameof(QueueLimit), QueueLimit, 1, 1_000_000, "faces");
        check.Between(nameof(BatchLimit), BatchLimit, 1, 4096, "faces");
        check.Between(nameof(DrainDelay), DrainDelay, TimeSpan.Zero, TimeSpan.FromHours(1));
        check.Between(nameof(DrainTimeout), DrainTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
    }
}
