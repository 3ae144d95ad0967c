namespace MuSiCa.Bench;

/// <summary>What a run was asked for.</summary>
/// <param name="Quick">Whether the short form is enough.</param>
/// <param name="Parts">The parts to run.</param>
/// <param name="Output">Folder for report, figures and charts.</param>
/// <param name="Json">Another file for the figures; null without.</param>
/// <param name="Model">Folder of the model package.</param>
/// <param name="Data">Folder of labelled faces; null for the sample photos.</param>
/// <param name="Faces">Folder of labelled faces for the sequences; null for the sample photos.</param>
/// <param name="FaceBoxes">The boxes of those faces; null for the tight boxes of their landmarks.</param>
/// <param name="Costs">File with the batch times of another device, as a run on it wrote it; null without.</param>
internal sealed record BenchSettings(
    bool Quick, IReadOnlySet<string> Parts, string Output, string? Json, string Model, string? Data, string? Faces, string? FaceBoxes, string? Costs);
