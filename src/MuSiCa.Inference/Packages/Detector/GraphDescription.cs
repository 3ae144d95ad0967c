namespace MuSiCa.Inference;

/// <summary>The network of a finder as the package describes it.</summary>
/// <param name="Path">Full path of the ONNX file.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="MultiplyAdds">Multiply-adds that one view takes.</param>
public sealed record GraphDescription(string Path, string Sha256, long MultiplyAdds);
