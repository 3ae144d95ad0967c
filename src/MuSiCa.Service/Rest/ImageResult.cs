using System.Text.Json.Serialization;
using MuSiCa.Cascade;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

/// <summary>What became of one image among several: its answer, or its problem. JSON shows the one that is there.</summary>
[JsonConverter(typeof(ImageResultConverter))]
internal sealed record ImageResult
{
    private ImageResult(AlignmentAnswer? answer, ProblemAnswer? problem)
    {
        Answer = answer;
        Problem = problem;
    }

    public AlignmentAnswer? Answer { get; }

    public ProblemAnswer? Problem { get; }

    public static ImageResult Of(AlignmentAnswer answer) => new(answer, null);

    public static ImageResult Of(ProblemAnswer problem) => new(null, problem);
}
