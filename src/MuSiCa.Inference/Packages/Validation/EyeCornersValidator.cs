namespace MuSiCa.Inference;

internal sealed class EyeCornersValidator : IPackageValidator
{
    private const string Place = "landmarks.eyeCorners";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Landmarks is not { } landmarks || !errors.Require(landmarks.EyeCorners, Place))
        {
            return;
        }

        if (landmarks.EyeCorners.Length != 2)
        {
            errors.Add(Place, $"has {landmarks.EyeCorners.Length} entries; it must name the two outer eye corners");
        }
        else if (draft.LandmarkCount is int count)
        {
            errors.RequireIndices(landmarks.EyeCorners, count, Place);
        }
    }
}
