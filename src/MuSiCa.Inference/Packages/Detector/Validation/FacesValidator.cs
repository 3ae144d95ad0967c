namespace MuSiCa.Inference;

internal sealed class FacesValidator : IFinderValidator
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Faces, "faces"))
        {
            return;
        }

        FacesSection faces = draft.Document.Faces;
        bool there = errors.Require(faces.Least, "faces.least") & errors.Require(faces.Most, "faces.most");
        if (!there || draft.ViewSize is not int size)
        {
            return;
        }

        bool good = errors.RequireWithin(faces.Least, 1, size * FinderLimits.MaxLeastFacePerSize, "faces.least")
            & errors.RequireWithin(faces.Most, 1.0, size, "faces.most");
        if (good && faces.Most <= faces.Least)
        {
            errors.Add("faces.most", FormattableString.Invariant($"{faces.Most} is not above faces.least {faces.Least}"));
        }
    }
}
