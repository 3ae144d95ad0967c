namespace MuSiCa.Service.Rest;

/// <summary>The answer for several images.</summary>
/// <param name="Images">For each file of the form, in order, the answer that it alone would have got, or its problem.</param>
internal sealed record ImagesAnswer(IReadOnlyList<ImageResult> Images);
