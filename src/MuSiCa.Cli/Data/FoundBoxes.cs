using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Faces of a data set framed by what a finder finds instead of by what the data says.
internal static class FoundBoxes
{
    private const int NamesInMessage = 5;

    /// <summary>Frames every face by the find that overlaps the tight box of its true landmarks most, if by half; tells the others.</summary>
    public static FaceSet Replace(FaceSet set, FinderSession session, FindSettings settings, Screen screen, CancellationToken cancellationToken)
    {
        using var finder = new PhotoFinder(session, settings, screen);
        var framed = new List<AnnotatedFace>();
        var missed = new List<string>();
        ProgressDisplay.Run(screen, "faces looked for", set.Faces.Count, advance =>
        {
            foreach (AnnotatedFace face in set.Faces)
            {
                FoundFace[] found = finder.Find(Photo.Read(face.ImagePath), cancellationToken).Faces;
                BoundingBox truth = LandmarkBox.Tight(face.Truth);
                BoundingBox[] near =
                [
                    .. found.Select(find => find.Box)
                        .Where(box => BoxOverlap.Iou(box, truth) >= FindJudge.LeastIou)
                        .OrderByDescending(box => BoxOverlap.Iou(box, truth)),
                ];
                if (near.Length > 0)
                {
                    framed.Add(face with { Box = near[0] });
                }
                else
                {
                    missed.Add(face.Name);
                }

                advance(1);
            }
        });
        if (missed.Count > 0)
        {
            string some = string.Join(", ", missed.Take(NamesInMessage)) + (missed.Count > NamesInMessage ? ", …" : string.Empty);
            screen.Remark($"{missed.Count} of {set.Faces.Count} faces were not found and are not in the figures: {some}");
        }

        return framed.Count > 0
            ? new FaceSet(framed, $"boxes found by {session.Package.Name} {session.Package.Version}", missed.Count)
            : throw new UserException($"{session.Package.Name} found none of the {set.Faces.Count} faces");
    }
}
