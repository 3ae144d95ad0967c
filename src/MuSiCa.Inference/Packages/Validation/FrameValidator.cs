namespace MuSiCa.Inference;

internal sealed class FrameValidator : IPackageValidator
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
