namespace MuSiCa.Inference;

internal sealed class FrameValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Frame, "frame"))
        {
            return;
        }

        FrameSection frame = draft.Document.Frame;
        bool good = errors.RequireWithin(frame.BoxSide, 1, PackageLimits.MaxBoxSide, "frame.boxSide")
            & errors.RequireWithin(frame.Margin, 0, PackageLimits.MaxMargin, "frame.margin")
            & errors.RequireWithin(frame.Levels, 1, PackageLimits.MaxLevels, "frame.levels")
            & errors.Require(frame.Size, "frame.size");
        if (!good)
        {
            return;
        }

        int expected = FrameLayout.SizeFor(frame.BoxSide!.Value, frame.Margin!.Value, frame.Levels!.Value);
        if (frame.Size != expected)
        {
            errors.Add("frame.size", FormattableString.Invariant(
                $"{frame.Size} does not fit: boxSide {frame.BoxSide}, margin {frame.Margin} and {frame.Levels} levels give {expected}"));
        }
    }
}

internal sealed class PatchValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Patch, "patch"))
        {
            return;
        }

        PatchSection patch = draft.Document.Patch;
        errors.RequireWithin(patch.Size, PackageLimits.MinPatchSize, PackageLimits.MaxPatchSize, "patch.size");
        if (errors.Require(patch.Indices, "patch.indices"))
        {
            CheckIndices(patch.Indices, draft.LandmarkCount, "patch.indices", errors);
        }
    }

    internal static void CheckIndices(int[] indices, int? landmarks, string place, PackageErrors errors)
    {
        if (indices.Length == 0)
        {
            errors.Add(place, "is empty; a stage needs at least one patch");
        }
        else if (landmarks is int count)
        {
            errors.RequireIndices(indices, count, place);
        }
    }
}

internal sealed class HiddenValidator : IPackageValidator<PackageDraft>
{
    public void Validate(PackageDraft draft, PackageErrors errors) =>
        errors.RequireWithin(draft.Document.Hidden, 1, PackageLimits.MaxHidden, "hidden");
}
