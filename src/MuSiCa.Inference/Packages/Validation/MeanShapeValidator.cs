namespace MuSiCa.Inference;

internal sealed class MeanShapeValidator : IPackageValidator
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
