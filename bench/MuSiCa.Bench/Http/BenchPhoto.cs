using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>An encoded photo with the box of one face.</summary>
/// <param name="Encoded">The JPEG.</param>
/// <param name="Box">The face, in pixels.</param>
internal sealed record BenchPhoto(byte[] Encoded, BoundingBox Box);
