namespace MuSiCa.Inference;

internal sealed class ViewValidator : IFinderValidator
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.View, "view"))
        {
            return;
        }

        ViewSection view = draft.Document.View;
        bool good = errors.RequireWithin(view.Size, FinderLimits.MinViewSize, FinderLimits.MaxViewSize, "view.size")
            & errors.RequireWithin(view.Stride, FinderLimits.MinStride, FinderLimits.MaxStride, "view.stride");
        if (good && view.Size % view.Stride != 0)
        {
            errors.Add("view.stride", $"{view.Stride} does not divide view.size {view.Size}");
        }
    }
}
