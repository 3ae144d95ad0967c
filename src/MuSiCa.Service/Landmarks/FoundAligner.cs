using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>From one image without boxes to its faces with their landmarks.</summary>
internal sealed class FoundAligner(
    FinderSwitch finder, IFaceAligner aligner, ImageAligner images, IOptions<FindingOptions> finding, IOptions<RequestOptions> requests)
{
    /// <summary>Finds the faces, takes their places and aligns them.</summary>
    /// <param name="picture">The image; disposed of as soon as it is decoded.</param>
    /// <param name="sharedBy">How many images share the faces that one request may have.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="deadline">The time there is.</param>
    /// <exception cref="AdmissionException">There are no places for what was found.</exception>
    public async Task<AlignedImage> AlignAsync(IPicture picture, int sharedBy, LandmarkQuery query, RequestDeadline deadline)
    {
        PictureSearcher searcher = finder.Searcher!;
        FindQuery find = query.Find!;
        int maxFaces = Math.Max(1, requests.Value.MaxFaces / sharedBy);
        using FoundPicture found = await searcher.FindAsync(
            picture, find, maxFaces, query.Priority, TimeLeft(query, deadline), deadline.Token);
        var image = new FoundImage(searcher.Package, found.Plan, found.Faces, find.BoxesOnly);
        TimeSpan received = deadline.Received ?? TimeSpan.Zero;
        if (find.BoxesOnly || found.Faces.Count == 0)
        {
            var nothing = new ImageTiming(received, TimeSpan.Zero, found.Decoded, TimeSpan.Zero, found.Searched);
            return new AlignedImage(found.Info, [], nothing) { Found = image };
        }

        var order = new FaceOrder(found.Faces.Count)
        {
            Limits = query.Limits,
            Priority = query.Priority,
            TimeLeft = TimeLeft(query, deadline),
        };
        if (!aligner.TryAdmit(order, out IFaceAdmission? admission, out AdmissionRefusal? refusal))
        {
            throw new AdmissionException(refusal);
        }

        using (admission)
        {
            LandmarkQuery boxes = query with { Boxes = [.. found.Faces.Select(static face => face.Box)] };
            AlignedImage aligned = await images.AlignAsync(found, new AdmittedRequest(boxes, admission, received), deadline.Token);
            return aligned with
            {
                Found = image,
                Faces = Scored(aligned.Faces, found),
                Timing = aligned.Timing with { Decoded = found.Decoded, Found = found.Searched },
            };
        }
    }

    private AlignedFace[] Scored(IReadOnlyList<AlignedFace> faces, FoundPicture found) =>
    [
        .. faces.Zip(found.Faces, static (face, box) => face with { Score = box.Score })
            .Where(face => !finding.Value.DropUncertain || face.Alignment.Status == Cascade.AlignmentStatus.Accepted),
    ];

    private static TimeSpan? TimeLeft(LandmarkQuery query, RequestDeadline deadline) => query.Timeout is null ? null : deadline.Left;
}
