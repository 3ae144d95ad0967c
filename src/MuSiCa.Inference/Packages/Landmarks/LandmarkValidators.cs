namespace MuSiCa.Inference;

internal sealed class LandmarkCountValidator : IPackageValidator<PackageDraft>
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

internal sealed class EyeCornersValidator : IPackageValidator<PackageDraft>
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

internal sealed class PupilsValidator : IPackageValidator<PackageDraft>
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

internal sealed class MirrorValidator : IPackageValidator<PackageDraft>
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

internal sealed class GroupsValidator : IPackageValidator<PackageDraft>
{
    private const string Place = "landmarks.groups";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Landmarks is not { } landmarks || !errors.Require(landmarks.Groups, Place))
        {
            return;
        }

        var owners = new Dictionary<int, string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < landmarks.Groups.Length; i++)
        {
            string place = $"{Place}[{i}]";
            if (!errors.Require(landmarks.Groups[i], place))
            {
                continue;
            }

            GroupSection group = landmarks.Groups[i]!;
            if (errors.RequireText(group.Name, $"{place}.name") && !names.Add(group.Name))
            {
                errors.Add($"{place}.name", $"'{group.Name}' is there twice");
            }

            if (errors.Require(group.Indices, $"{place}.indices") && draft.LandmarkCount is int count)
            {
                Claim(group.Indices, count, $"{place}.indices", group.Name ?? place, owners, errors);
            }
        }

        if (draft.LandmarkCount is int total)
        {
            int[] left = [.. Enumerable.Range(0, total).Where(index => !owners.ContainsKey(index))];
            if (left.Length > 0)
            {
                errors.Add(Place, $"no group has landmark {string.Join(", ", left)}; every landmark must be in exactly one");
            }
        }
    }

    private static void Claim(int[] indices, int count, string place, string name, Dictionary<int, string> owners, PackageErrors errors)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)count)
            {
                errors.Add($"{place}[{i}]", $"{indices[i]} is not a landmark index (0 to {count - 1})");
            }
            else if (!owners.TryAdd(indices[i], name))
            {
                errors.Add($"{place}[{i}]", $"landmark {indices[i]} is already in group '{owners[indices[i]]}'; it must be in exactly one");
            }
        }
    }
}

internal sealed class MeanShapeValidator : IPackageValidator<PackageDraft>
{
    // A mean face fills its box: anything smaller was written in other units.
    private const double LeastExtent = 0.2;
    private const double LeastEyeDistance = 0.01;

    private const string Place = "meanShape";

    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.MeanShape, Place))
        {
            return;
        }

        double[]?[] shape = draft.Document.MeanShape;
        if (draft.LandmarkCount is int count && shape.Length != count)
        {
            errors.Add(Place, $"has {shape.Length} points for {count} landmarks");
            return;
        }

        bool good = true;
        for (int i = 0; i < shape.Length; i++)
        {
            good &= CheckPoint(shape[i], $"{Place}[{i}]", errors);
        }

        if (good && shape.Length > 0)
        {
            CheckExtent(shape!, errors);
            CheckEyes(shape!, draft, errors);
        }
    }

    private static bool CheckPoint(double[]? point, string place, PackageErrors errors)
    {
        if (point is not { Length: 2 })
        {
            errors.Add(place, $"has {point?.Length ?? 0} numbers instead of x and y");
            return false;
        }

        if (!point.All(double.IsFinite))
        {
            errors.Add(place, "is not finite");
            return false;
        }

        if (point.Any(value => Math.Abs(value) > PackageLimits.MaxMeanShape))
        {
            errors.Add(place, FormattableString.Invariant(
                $"({point[0]}, {point[1]}) is farther than {PackageLimits.MaxMeanShape} box sides from the centre of the box"));
            return false;
        }

        return true;
    }

    private static void CheckExtent(double[][] shape, PackageErrors errors)
    {
        double extent = Math.Max(Extent(shape, 0), Extent(shape, 1));
        if (extent < LeastExtent)
        {
            errors.Add(Place, FormattableString.Invariant(
                $"extends over {extent:0.###} of the box's side; a mean face in units of that side takes at least {LeastExtent}"));
        }
    }

    private static double Extent(double[][] shape, int axis) => shape.Max(point => point[axis]) - shape.Min(point => point[axis]);

    private static void CheckEyes(double[][] shape, PackageDraft draft, PackageErrors errors)
    {
        if (draft.Document.Landmarks?.EyeCorners is not { Length: 2 } corners
            || corners[0] == corners[1]
            || corners.Any(corner => (uint)corner >= (uint)shape.Length))
        {
            return;
        }

        double[] first = shape[corners[0]];
        double[] second = shape[corners[1]];
        if (double.Hypot(first[0] - second[0], first[1] - second[1]) < LeastEyeDistance)
        {
            errors.Add(Place, $"has the eye corners {corners[0]} and {corners[1]} in one place; their distance is the unit of the error");
        }
    }
}
