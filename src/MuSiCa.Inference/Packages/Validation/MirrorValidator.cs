namespace MuSiCa.Inference;

internal sealed class MirrorValidator : IPackageValidator
{
    private const string Place = "landmarks.mirror";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Landmarks is not { } landmarks
            || !errors.Require(landmarks.Mirror, Place)
            || draft.LandmarkCount is not int count)
        {
            return;
        }

        int[] mirror = landmarks.Mirror;
        if (mirror.Length != count)
        {
            errors.Add(Place, $"has {mirror.Length} entries for {count} landmarks");
            return;
        }

        for (int i = 0; i < count; i++)
        {
            int other = mirror[i];
            if ((uint)other >= (uint)count)
            {
                errors.Add($"{Place}[{i}]", $"{other} is not a landmark index (0 to {count - 1})");
            }
            else if (mirror[other] != i)
            {
                errors.Add($"{Place}[{i}]", $"is {other}, but {Place}[{other}] is {mirror[other]}: mirroring twice must lead back");
            }
        }
    }
}
