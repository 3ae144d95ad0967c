namespace MuSiCa.Inference;

/// <summary>The sizes of what goes into and comes out of a stage, per face.</summary>
/// <param name="Patches">Number of patches P, the most that any stage has.</param>
/// <param name="PatchSize">Side S of a patch in pixels.</param>
/// <param name="Landmarks">Number of landmarks L.</param>
/// <param name="Hidden">Values H of the hidden state.</param>
public readonly record struct StageShape(int Patches, int PatchSize, int Landmarks, int Hidden)
{
    /// <summary>Bytes of all patches of a face, in the stage with the most.</summary>
    public int PatchBytes => Patches * FrameLayout.Channels * PatchSize * PatchSize;

    /// <summary>What holds every stage of a model.</summary>
    public static StageShape Of(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new StageShape(package.Stages.Max(static stage => stage.Patches.Length), package.Patch.Size, package.Landmarks.Count, package.HiddenSize);
    }
}
