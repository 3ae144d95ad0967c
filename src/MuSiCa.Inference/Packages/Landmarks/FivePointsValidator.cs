namespace MuSiCa.Inference;

// A package may lack them; what it has must be whole, and left and right must be each other's mirror image.
internal sealed class FivePointsValidator : IPackageValidator<PackageDraft>
{
    private const string Place = "landmarks.fivePoints";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Landmarks is not { FivePoints: { } points } landmarks || draft.LandmarkCount is not int count)
        {
            return;
        }

        bool good = Check(points.LeftEye, "leftEye", count, errors)
            & Check(points.RightEye, "rightEye", count, errors)
            & Check(points.NoseTip, "noseTip", count, errors)
            & Check(points.LeftMouth, "leftMouth", count, errors)
            & Check(points.RightMouth, "rightMouth", count, errors);
        if (good && landmarks.Mirror is { } mirror && mirror.Length == count && IsInvolution(mirror))
        {
            CheckMirror(points.LeftEye!, points.RightEye!, "leftEye", "rightEye", mirror, errors);
            CheckMirror(points.NoseTip!, points.NoseTip!, "noseTip", "noseTip", mirror, errors);
            CheckMirror(points.LeftMouth!, points.RightMouth!, "leftMouth", "rightMouth", mirror, errors);
        }
    }

    // Of a wrong list MirrorValidator tells.
    private static bool IsInvolution(int[] mirror) =>
        mirror.Index().All(one => (uint)one.Item < (uint)mirror.Length && mirror[one.Item] == one.Index);

    private static bool Check(int[]? indices, string name, int count, PackageErrors errors)
    {
        string place = $"{Place}.{name}";
        if (!errors.Require(indices, place))
        {
            return false;
        }

        if (indices.Length == 0)
        {
            errors.Add(place, "is empty");
            return false;
        }

        return errors.RequireIndices(indices, count, place);
    }

    private static void CheckMirror(int[] one, int[] other, string oneName, string otherName, int[] mirror, PackageErrors errors)
    {
        if (!one.Select(index => mirror[index]).Order().SequenceEqual(other.Order()))
        {
            errors.Add($"{Place}.{oneName}", $"is not the mirror image of {otherName} (landmarks.mirror)");
        }
    }
}
