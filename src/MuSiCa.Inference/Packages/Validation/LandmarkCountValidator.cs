namespace MuSiCa.Inference;

internal sealed class LandmarkCountValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (errors.Require(draft.Document.Landmarks, "landmarks"))
        {
            errors.RequireText(draft.Document.Landmarks.Scheme, "landmarks.scheme");
            errors.RequireWithin(
                draft.Document.Landmarks.Count,
                PackageLimits.MinLandmarks,
                PackageLimits.MaxLandmarks,
                "landmarks.count");
        }
    }
}
