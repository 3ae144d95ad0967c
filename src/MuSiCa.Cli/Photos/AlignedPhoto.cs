using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>A photo with the landmarks of its faces.</summary>
internal sealed record AlignedPhoto(Photo Photo, ModelPackage Package, AlignmentAnswer Answer);
