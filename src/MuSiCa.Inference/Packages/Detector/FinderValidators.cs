namespace MuSiCa.Inference;

/// <summary>A description and its folder, for the validators.</summary>
internal sealed record FinderDraft(string Directory, FinderDocument Document)
{
    /// <summary>Side of a view where the file gives a usable one.</summary>
    public int? ViewSize =>
        Document.View?.Size is >= FinderLimits.MinViewSize and <= FinderLimits.MaxViewSize and int size ? size : null;
}

// Bounds far outside every sensible finder, so that a broken description cannot ask for gigabytes.
internal static class FinderLimits
{
    public const int MinViewSize = 32;
    public const int MaxViewSize = 2048;
    public const int MinStride = 2;
    public const int MaxStride = 64;
    public const long MaxMultiplyAdds = 1L << 50;

    // Tiles overlap by more than the smallest faces, and must still get on.
    public const double MaxLeastFacePerSize = 0.2;
}

internal sealed class FinderIdentityValidator : IPackageValidator<FinderDraft>
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        PackageIdentity.Check(draft.Document.Name, draft.Document.Version, draft.Document.License, draft.Document.Precision, errors);
        errors.RequireText(draft.Document.Box, "box");
    }
}

internal sealed class GraphValidator : IPackageValidator<FinderDraft>
{
    private const string Place = "graph";

    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Graph, Place))
        {
            return;
        }

        GraphSection graph = draft.Document.Graph;
        errors.RequireWithin(graph.MultiplyAdds, 1, FinderLimits.MaxMultiplyAdds, $"{Place}.multiplyAdds");
        bool hashed = PackageFile.CheckHash(graph.Sha256, $"{Place}.sha256", errors);
        if (PackageFile.CheckName(graph.File, $"{Place}.file", errors))
        {
            PackageFile.CheckContent(draft.Directory, graph.File, hashed ? graph.Sha256 : null, Place, errors);
        }
    }
}

internal sealed class ViewValidator : IPackageValidator<FinderDraft>
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

internal sealed class FacesValidator : IPackageValidator<FinderDraft>
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

internal sealed class ThresholdsValidator : IPackageValidator<FinderDraft>
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        CheckShare(draft.Document.Threshold, "threshold", errors);
        CheckShare(draft.Document.Suppression, "suppression", errors);
    }

    internal static void CheckShare(double? value, string place, PackageErrors errors)
    {
        if (errors.Require(value, place) && !(value > 0 && value < 1))
        {
            errors.Add(place, FormattableString.Invariant($"{value} is not between 0 and 1"));
        }
    }
}

internal sealed class TableValidator : IPackageValidator<FinderDraft>
{
    private const string Place = "table";

    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (!errors.Require(draft.Document.Table, Place))
        {
            return;
        }

        FinderTableSection? before = null;
        for (int i = 0; i < draft.Document.Table.Length; i++)
        {
            string place = $"{Place}[{i}]";
            if (!errors.Require(draft.Document.Table[i], place))
            {
                continue;
            }

            FinderTableSection row = draft.Document.Table[i]!;
            ThresholdsValidator.CheckShare(row.Threshold, $"{place}.threshold", errors);
            errors.RequireWithin(row.Recall, 0, 1, $"{place}.recall");
            if (errors.Require(row.FalsePerImage, $"{place}.falsePerImage")
                && !(row.FalsePerImage >= 0 && double.IsFinite(row.FalsePerImage.Value)))
            {
                errors.Add($"{place}.falsePerImage", FormattableString.Invariant($"{row.FalsePerImage} is not a number of finds"));
            }

            if (row.Threshold <= before?.Threshold)
            {
                errors.Add($"{place}.threshold", FormattableString.Invariant(
                    $"{row.Threshold} is not above {before.Threshold} of the row before; the table ascends"));
            }

            before = row;
        }
    }
}

internal sealed class OriginValidator : IPackageValidator<FinderDraft>
{
    public void Validate(FinderDraft draft, PackageErrors errors)
    {
        if (errors.Require(draft.Document.Training, "training"))
        {
            draft.Document.Training.Check(errors);
        }

        PackageMetrics.Check(draft.Document.Metrics, errors);
    }
}
