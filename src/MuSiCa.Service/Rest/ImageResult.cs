using System.Text.Json.Serialization;
using MuSiCa.Inference;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

/// <summary>What became of one image among several: its answer, its boxes alone, or its problem. JSON shows the one that is there.</summary>
[JsonConverter(typeof(ImageResultConverter))]
internal sealed record ImageResult(AlignmentAnswer? Answer = null, FindingAnswer? Boxes = null, ProblemAnswer? Problem = null);
