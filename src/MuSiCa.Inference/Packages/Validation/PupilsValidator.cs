namespace MuSiCa.Inference;

internal sealed class PupilsValidator : IPackageValidator
{
    private const string Place = "landmarks.pupils";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Landmarks is not { } landmarks || !errors.Require(landmarks.Pupils, Place))
        {
            return;
        }

        if (landmarks.Pupils.Length != 2)
        {
            errors.Add(Place, $"has {landmarks.Pupils.Length} lists; it must have one for each eye");
            return;
        }

        bool good = true;
        for (int eye = 0; eye < 2; eye++)
        {
            string place = $"{Place}[{eye}]";
            int[]? pupil = landmarks.Pupils[eye];
            if (!errors.Require(pupil, place))
            {
                good = false;
            }
            else if (pupil.Length == 0)
            {
                errors.Add(place, "is empty");
                good = false;
            }
            else if (draft.LandmarkCount is int count)
            {
                good &= errors.RequireIndices(pupil, count, place);
            }
        }

        if (good && landmarks.Pupils[0]!.Intersect(landmarks.Pupils[1]!).ToArray() is { Length: > 0 } shared)
        {
            errors.Add(Place, $"both eyes have landmark {string.Join(", ", shared)}");
        }
    }
}
