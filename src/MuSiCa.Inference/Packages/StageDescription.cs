using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>One stage of the cascade as the package describes it.</summary>
/// <param name="Number">Place in the cascade, counted from 1.</param>
/// <param name="Path">Full path of the ONNX file.</param>
/// <param name="Level">Pyramid level the patches are cut from; 0 is the finest.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="MultiplyAdds">Multiply-adds the stage takes for one face.</param>
/// <param name="Patches">The landmarks that its patches are cut around, in the order of its input.</param>
public sealed record StageDescription(
    int Number, string Path, int Level, string Sha256, long MultiplyAdds, ImmutableArray<int> Patches);
