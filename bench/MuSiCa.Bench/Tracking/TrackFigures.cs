namespace MuSiCa.Bench;

/// <summary>What one way to follow faces made of the sequences of one kind. Errors in percent of the distance of the eyes.</summary>
/// <param name="Variant">The way.</param>
/// <param name="Kind">The kind of sequences.</param>
/// <param name="Runs">Sequences.</param>
internal sealed record TrackFigures(string Variant, string Kind, int Runs)
{
    /// <summary>Share of them whose faces kept their numbers and their order; after a cut, that got another number.</summary>
    public required double Kept { get; init; }

    /// <summary>Frames in which a face in sight was lost, where none should be.</summary>
    public required int LostInSight { get; init; }

    /// <summary>Share of the losses that were noticed within two frames.</summary>
    public double? NoticedInTime { get; init; }

    /// <summary>Losses that were not noticed before boxes came again.</summary>
    public required int Missed { get; init; }

    /// <summary>Frames until the slowest of the others was noticed, the first one counted as 1.</summary>
    public int? SlowestNotice { get; init; }

    /// <summary>Share of the faces that were found again within two frames of their box.</summary>
    public double? Recovered { get; init; }

    /// <summary>Landmarks taken back by the known motion against those of the photo itself.</summary>
    public required double Motion { get; init; }

    /// <summary>The same against the landmarks by hand; null without.</summary>
    public double? Truth { get; init; }

    /// <summary>Mean predicted error.</summary>
    public required double Predicted { get; init; }

    /// <summary>Mean stages of a face.</summary>
    public required double Stages { get; init; }

    /// <summary>Mean movement of a landmark from frame to frame, of a face that rests.</summary>
    public double? Jitter { get; init; }

    /// <summary>The same in pixels of the frame.</summary>
    public double? JitterPixels { get; init; }

    /// <summary>How far the landmarks are behind a face that moves, in frames.</summary>
    public double? LagFrames { get; init; }
}
