namespace MuSiCa.Inference;

/// <summary>The box a face was framed by, in pixels of the upright image.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public sealed record BoxAnswer(float X, float Y, float Width, float Height);
