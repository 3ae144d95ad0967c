namespace MuSiCa.Service.Finding;

/// <summary>Which faces of an image are to be found.</summary>
/// <param name="MinFace">Longer side of the smallest faces wanted, in pixels of the upright image; null for a twentieth of its longer side.</param>
/// <param name="MaxFaces">How many at most, the largest; null for as many as a request may have.</param>
/// <param name="BoxesOnly">Whether their boxes are all that is wanted.</param>
internal sealed record FindQuery(double? MinFace = null, int? MaxFaces = null, bool BoxesOnly = false);
