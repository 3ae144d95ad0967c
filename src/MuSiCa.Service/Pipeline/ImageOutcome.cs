using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Pipeline;

/// <summary>What became of one image: its faces, or its problem.</summary>
internal sealed record ImageOutcome
{
    private ImageOutcome(AlignedImage? aligned, Problem? problem)
    {
        Aligned = aligned;
        Problem = problem;
    }

    /// <summary>The image with its faces; null where there is a problem.</summary>
    public AlignedImage? Aligned { get; }

    /// <summary>Why there are none; null where there are.</summary>
    public Problem? Problem { get; }

    public static ImageOutcome Of(AlignedImage aligned) => new(aligned, null);

    public static ImageOutcome Of(Problem problem) => new(null, problem);
}
