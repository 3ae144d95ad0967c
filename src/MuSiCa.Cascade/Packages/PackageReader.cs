namespace MuSiCa.Cascade;

internal static class PackageReader
{
    private const string Kind = "landmark-cascade";
    private const int NewestFormat = 2;

    private static readonly IPackageValidator[] Validators =
    [
        new FormatValidator(),
        new IdentityValidator(),
        new LandmarkCountValidator(),
        new GroupsValidator(),
        new MirrorValidator(),
        new EyeCornersValidator(),
        new PupilsValidator(),
        new FivePointsValidator(),
        new FrameValidator(),
        new PatchValidator(),
        new HiddenValidator(),
        new MeanShapeValidator(),
        new StageOrderValidator(),
        new StagePatchesValidator(),
        new StageFilesValidator(),
        new ExitThresholdsValidator(),
        new ExitProfilesValidator(),
        new ExitGainsValidator(),
        new ExitTableValidator(),
        new TrainingValidator(),
        new MetricsValidator(),
    ];

    public static ModelPackage Read(string directory)
    {
        var errors = new PackageErrors();
        PackageDocument? document = PackageJson.Read(directory, Kind, NewestFormat, PackageJsonContext.Default.PackageDocument, errors);
        if (document is not null)
        {
            var draft = new PackageDraft(directory, document);
            foreach (IPackageValidator validator in Validators)
            {
                validator.Validate(draft, errors);
            }
        }

        if (errors.Any)
        {
            throw new ModelPackageException(directory, errors.ToArray());
        }

        return PackageBuilder.Build(directory, document!);
    }
}
