namespace MuSiCa.Inference;

internal sealed class StageFilesValidator : IPackageValidator
{
    public void Validate(PackageDraft draft, PackageErrors errors)
    {
        StageSection?[] stages = draft.Document.Stages ?? [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < stages.Length; i++)
        {
            if (stages[i] is not { } stage)
            {
                continue;
            }

            string place = $"stages[{i}]";
            bool hashed = PackageFile.CheckHash(stage.Sha256, $"{place}.sha256", errors);
            if (PackageFile.CheckName(stage.File, $"{place}.file", errors))
            {
                if (!names.Add(stage.File))
                {
                    errors.Add($"{place}.file", $"'{stage.File}' is already the file of another stage");
                }
                else
                {
                    PackageFile.CheckContent(draft.Directory, stage.File, hashed ? stage.Sha256 : null, place, errors);
                }
            }
        }
    }
}
