using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>The kind <c>landmark-cascade</c>, see docs/model-package.md.</summary>
internal static class LandmarkPackageKind
{
    /// <summary>The kind.</summary>
    public static PackageKind<PackageDocument, PackageDraft, ModelPackage> Value { get; } = new(
        "landmark-cascade",
        NewestFormat: 2,
        PackageJsonContext.Default.PackageDocument,
        static (directory, document) => new PackageDraft(directory, document),
        [
            new FormatValidator(),
            new IdentityValidator(),
            new LandmarkCountValidator(),
            new GroupsValidator(),
            new MirrorValidator(),
            new EyeCornersValidator(),
            new PupilsValidator(),
            new FivePointsValidator(),
            new HeadValidator(),
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
            new RetryValidator(),
            new TrainingValidator(),
            new MetricsValidator(),
        ],
        Build);

    private static ModelPackage Build(string directory, PackageDocument document) => new()
    {
        Directory = directory,
        Name = document.Name!,
        Version = document.Version!,
        Precision = PackagePrecisions.Of(document.Precision),
        Landmarks = Build(document.Landmarks!),
        Frame = new FrameLayout(
            document.Frame!.BoxSide!.Value,
            document.Frame.Margin!.Value,
            document.Frame.Size!.Value,
            document.Frame.Levels!.Value),
        Patch = new PatchLayout(document.Patch!.Size!.Value, [.. document.Patch.Indices!], document.Patch.Aligned ?? false),
        HiddenSize = document.Hidden!.Value,
        MeanShape = [.. document.MeanShape!.SelectMany(point => point!).Select(value => (float)value)],
        Stages = [.. document.Stages!.Select((stage, index) => Build(directory, stage!, index + 1, document.Patch.Indices!))],
        Exit = Build(document.Exit!),
        Retries = document.Retry is { } retry ? RetryStart.List(retry.Turns ?? [], retry.Scales ?? []) : [],
        Training = document.Training!.ToNote(),
        License = document.License!,
        Metrics = document.Metrics!.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    private static LandmarkScheme Build(LandmarksSection section) => new()
    {
        Name = section.Scheme!,
        Count = section.Count!.Value,
        Groups = [.. section.Groups!.Select(group => new LandmarkGroup(group!.Name!, [.. group.Indices!]))],
        Mirror = [.. section.Mirror!],
        EyeCorners = (section.EyeCorners![0], section.EyeCorners[1]),
        Pupils = ([.. section.Pupils![0]!], [.. section.Pupils[1]!]),
        FivePoints = section.FivePoints is { } five
            ? new FivePoints([.. five.LeftEye!], [.. five.RightEye!], [.. five.NoseTip!], [.. five.LeftMouth!], [.. five.RightMouth!])
            : null,
        Head = section.Head is { } head ? MeanHead.Create(head) : null,
    };

    private static StageDescription Build(string directory, StageSection section, int number, int[] patches) => new(
        number,
        Path.GetFullPath(Path.Combine(directory, section.File!)),
        section.Level!.Value,
        section.Sha256!,
        section.MultiplyAdds!.Value,
        [.. section.Patches ?? patches]);

    private static ExitCalibration Build(ExitSection section) => new()
    {
        Threshold = (float)section.Threshold!.Value,
        FinalThreshold = (float)section.FinalThreshold!.Value,
        Profiles = section.Profiles!.ToImmutableSortedDictionary(
            profile => profile.Key,
            profile => (float)profile.Value,
            StringComparer.Ordinal),
        GainThreshold = (float)(section.GainThreshold ?? 0),
        GainProfiles = (section.GainProfiles ?? []).ToImmutableSortedDictionary(
            profile => profile.Key,
            profile => (float)profile.Value,
            StringComparer.Ordinal),
        Table =
        [
            .. section.Table!.Select(row => new ExitTableRow(
                row!.Threshold!.Value,
                row.Nme!.Value,
                row.P95!.Value,
                row.MeanStages!.Value,
                row.MultiplyAdds!.Value)),
        ],
    };
}
