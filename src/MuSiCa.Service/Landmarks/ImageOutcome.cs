using System.Text.Json.Serialization;
using MuSiCa.Cascade;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Landmarks;

/// <summary>What became of one image among several: its answer, or its problem. JSON shows the one that is there.</summary>
[JsonConverter(typeof(ImageOutcomeConverter))]
internal sealed record ImageOutcome
{
    private ImageOutcome(AlignmentAnswer? answer, ProblemAnswer? problem)
    {
        Answer = answer;
        Problem = problem;
    }

    public AlignmentAnswer? Answer { get; }

    public ProblemAnswer? Problem { get; }

    public static ImageOutcome Of(AlignmentAnswer answer) => new(answer, null);

    public static ImageOutcome Of(ProblemAnswer problem) => new(null, problem);
}
