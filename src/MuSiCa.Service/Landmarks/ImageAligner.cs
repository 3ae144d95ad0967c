using MuSiCa.Cascade;
using MuSiCa.Serving;

namespace MuSiCa.Service.Landmarks;

/// <summary>From the bytes of one image to its answer.</summary>
internal sealed class ImageAligner(CascadeSession session, FacesPreparer preparer, DecodeGate gate)
{
    /// <summary>Prepares the faces behind the gate and hands all of them over at once.</summary>
    /// <param name="encoded">The image; must not change until the task is complete.</param>
    /// <param name="query">Where the faces are, and when they may leave.</param>
    /// <param name="admission">Holds a place for each box.</param>
    /// <param name="cancellationToken">Gives the image up.</param>
    public async Task<AlignmentAnswer> AlignAsync(
        ReadOnlyMemory<byte> encoded, LandmarkQuery query, IFaceAdmission admission, CancellationToken cancellationToken)
    {
        PreparedFaces prepared = await gate.RunAsync(() => preparer.Prepare(encoded, query.Boxes, cancellationToken), cancellationToken);
        Task<FaceAlignment>[] faces =
        [
            .. prepared.Faces.Select(face => admission.AlignAsync(face, query.Limits, cancellationToken).AsTask()),
        ];
        return AlignmentAnswer.From(session.Package, prepared.Image.Width, prepared.Image.Height, await Task.WhenAll(faces));
    }
}
