namespace MuSiCa.Inference;

/// <summary>The image as the coordinates mean it: after EXIF orientation, at full resolution.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record ImageAnswer(int Width, int Height);
