namespace MuSiCa.Inference;

/// <summary>
/// The box around a face, in pixels of the upright, full-resolution image with pixel centres at integers.
/// Its centre is (X + Width / 2, Y + Height / 2).
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct BoundingBox(float X, float Y, float Width, float Height)
{
    /// <summary>The longer side.</summary>
    public float Side => Math.Max(Width, Height);
}
