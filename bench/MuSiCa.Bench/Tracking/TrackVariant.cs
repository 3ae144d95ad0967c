using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>A way to follow faces.</summary>
/// <param name="Name">How it is called in reports.</param>
internal sealed record TrackVariant(string Name)
{
    /// <summary>The way of the service.</summary>
    public static TrackVariant Service { get; } = new("mean shape, tight box");

    /// <summary>Every way that is measured, the service's own first.</summary>
    public static IReadOnlyList<TrackVariant> All { get; } =
    [
        Service,
        new("last landmarks, tight box") { IsWarm = true },
        new("mean shape, box as in training") { IsFitted = true },
        new("mean shape, tight box, One-Euro") { Smoothing = new SmoothingOptions() },
    ];

    // Centre and side of the detector-like boxes of 300-W's training set against the tight boxes of the landmarks by hand, in
    // sides of the tight box: means over 2,012 faces.
    private const float FitX = 0.0004f;
    private const float FitY = 0.0037f;
    private const float FitSide = 0.9982f;

    /// <summary>Whether a followed face starts from its last landmarks instead of from the mean shape.</summary>
    public bool IsWarm { get; init; }

    /// <summary>Whether its box is moved and scaled to what the cascade was trained with.</summary>
    public bool IsFitted { get; init; }

    /// <summary>Smoothing; null for none.</summary>
    public SmoothingOptions? Smoothing { get; init; }

    /// <summary>The box that a followed face is framed by.</summary>
    public BoundingBox Fit(BoundingBox tight)
    {
        if (!IsFitted)
        {
            return tight;
        }

        (float width, float height) = (FitSide * tight.Width, FitSide * tight.Height);
        float x = tight.X + ((tight.Width - width) / 2) + (FitX * tight.Side);
        float y = tight.Y + ((tight.Height - height) / 2) + (FitY * tight.Side);
        return new BoundingBox(x, y, width, height);
    }
}
