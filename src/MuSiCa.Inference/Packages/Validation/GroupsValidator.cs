namespace MuSiCa.Inference;

internal sealed class GroupsValidator : IPackageValidator
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
