using System.Globalization;
using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// One call of the evaluate-pose command.
internal sealed class PoseEvaluationRun(Screen screen)
{
    private const int Chunk = 64;

    private static readonly string[] Heading = ["", "faces", "yaw", "pitch", "roll", "mean"];

    public required ModelSettings Model { get; init; }

    public required string Data { get; init; }

    public void Execute(CancellationToken cancellationToken)
    {
        PosedFace[] faces = PosedFaces.Read(Data);
        using CascadeSession session = Model.Open(screen);
        MeanHead head = session.Package.Landmarks.Head
            ?? throw new UserException($"model '{session.Package.Name}' tells no pose: its package has no landmarks.head");
        FaceAlignment[] alignments = Align(session, faces, cancellationToken);
        PoseError[] errors = [.. faces.Zip(alignments, (face, alignment) => PoseError.Of(face, head.PoseOf(alignment.Landmarks.AsSpan()), alignment))];
        TextTable.Write(
            screen.Output,
            $"{session.Package.Name} {session.Package.Version} on {faces.Length} faces of {PosedFaces.FileName}; mean absolute errors in degrees",
            Heading,
            Rows(errors));
    }

    private FaceAlignment[] Align(CascadeSession session, PosedFace[] faces, CancellationToken cancellationToken)
    {
        var preparer = new FacePreparer(session.Package);
        using var runner = new OfflineRunner(session);
        var alignments = new FaceAlignment[faces.Length];
        ProgressDisplay.Run(screen, "faces aligned", faces.Length, advance =>
        {
            for (int first = 0; first < faces.Length; first += Chunk)
            {
                PreparedFace[] prepared = [.. faces.Skip(first).Take(Chunk).Select(face => Prepare(preparer, face, cancellationToken))];
                runner.Align(prepared, ExitLimits.Default, cancellationToken).CopyTo(alignments, first);
                Array.ForEach(prepared, static face => face.Dispose());
                advance(prepared.Length);
            }
        });
        return alignments;
    }

    private static PreparedFace Prepare(FacePreparer preparer, PosedFace face, CancellationToken cancellationToken)
    {
        using DecodedImage image = Photo.Read(face.ImagePath).Decode(maxShrink: 1, cancellationToken);
        return BoxRules.Check(face.Box, image.Info.Width, image.Info.Height) is { } problem
            ? throw new UserException($"{face.ImagePath}: {problem}")
            : preparer.Prepare(image.AsRgb(), image.Mapping(), face.Box);
    }

    private static IEnumerable<string[]> Rows(PoseError[] errors)
    {
        yield return Row("all", errors);
        yield return Row("accepted", errors.Where(static error => error.IsAccepted));
        yield return Row("exact annotation", errors.Where(static error => error.IsExact));
        yield return Row("yaw up to 30", errors.Where(static error => error.Turn <= 30));
        yield return Row("30 to 60", errors.Where(static error => error.Turn is > 30 and <= 60));
        yield return Row("over 60", errors.Where(static error => error.Turn > 60));
    }

    private static string[] Row(string label, IEnumerable<PoseError> errors)
    {
        PoseError[] some = [.. errors];
        string Mean(Func<PoseError, double> of) =>
            some.Length == 0 ? "-" : some.Average(of).ToString("0.00", CultureInfo.InvariantCulture);
        return
        [
            label,
            some.Length.ToString(CultureInfo.InvariantCulture),
            Mean(static error => error.Yaw),
            Mean(static error => error.Pitch),
            Mean(static error => error.Roll),
            Mean(static error => (error.Yaw + error.Pitch + error.Roll) / 3),
        ];
    }
}

/// <summary>How far off the pose of a face is, in degrees.</summary>
/// <param name="Yaw">Of its yaw.</param>
/// <param name="Pitch">Of its pitch.</param>
/// <param name="Roll">Of its roll.</param>
/// <param name="Turn">By how much it is turned in truth.</param>
/// <param name="IsAccepted">Whether the model relies on its landmarks.</param>
/// <param name="IsExact">Whether its annotation is exact.</param>
internal sealed record PoseError(double Yaw, double Pitch, double Roll, double Turn, bool IsAccepted, bool IsExact)
{
    /// <summary>Compares; a face without a pose counts as one that looks straight ahead.</summary>
    public static PoseError Of(PosedFace face, HeadPose? found, FaceAlignment alignment)
    {
        HeadPose pose = found ?? default;
        return new PoseError(
            Apart(face.Yaw, pose.Yaw),
            Apart(face.Pitch, pose.Pitch),
            Apart(face.Roll, pose.Roll),
            Math.Abs(face.Yaw),
            alignment.Status == AlignmentStatus.Accepted,
            face.IsExact);
    }

    private static double Apart(double one, double other) => Math.Abs(Math.IEEERemainder(one - other, 360));
}
