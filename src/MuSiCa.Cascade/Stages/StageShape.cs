namespace MuSiCa.Cascade;

/// <summary>The sizes of what goes into and comes out of a stage, per face.</summary>
/// <param name="Patches">Number of patches P.</param>
/// <param name="PatchSize">Side S of a patch in pixels.</param>
/// <param name="Landmarks">Number of landmarks L.</param>
/// <param name="Hidden">Values H of the hidden state.</param>
public readonly record struct StageShape(int Patches, int PatchSize, int Landmarks, int Hidden)
{
    /// <summary>Bytes of all patches of a face.</summary>
    public int PatchBytes => Patches * FrameLayout.Channels * PatchSize * PatchSize;

    /// <summary>The shape all stages of a model have.</summary>
    public static StageShape Of(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new StageShape(package.Patch.Count, package.Patch.Size, package.Landmarks.Count, package.HiddenSize);
    }
}
