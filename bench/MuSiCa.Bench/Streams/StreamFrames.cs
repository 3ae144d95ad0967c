using Google.Protobuf;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;

namespace MuSiCa.Bench;

/// <summary>A short video of one face in every form in which it can be sent. It can be shown again and again without a jump.</summary>
/// <param name="Boxes">The box of the face in each frame.</param>
/// <param name="Jpegs">Each frame as a file.</param>
/// <param name="Images">Each frame as a message, by form.</param>
internal sealed record StreamFrames(
    IReadOnlyList<BoundingBox> Boxes, IReadOnlyList<byte[]> Jpegs, IReadOnlyDictionary<StreamForm, Image[]> Images)
{
    private const int Quality = 85;

    /// <summary>Makes the video of a face that moves from side to side.</summary>
    public static StreamFrames Make(SequencePhoto photo, int seed)
    {
        Sequence pan = SequenceMaker.Moving(photo).Single(static sequence => sequence.Kind == SequenceKind.Pan);
        var boxes = new List<BoundingBox>();
        var jpegs = new List<byte[]>();
        var rgb = new List<Image>();
        var nv12 = new List<Image>();
        foreach (SequenceFrame frame in pan.Render(seed))
        {
            boxes.Add(frame.Step.Pose.ToFrame(photo.Faces[0].Box));
            jpegs.Add(ImageEncoder.EncodeJpeg(frame.Pixels, FrameRenderer.Width, FrameRenderer.Height, Quality));
            rgb.Add(Pixels(Protos.V1.Pixels.Types.Format.Rgb, [.. frame.Pixels]));
            nv12.Add(Pixels(Protos.V1.Pixels.Types.Format.Nv12, Nv12.Of(frame.Pixels, FrameRenderer.Width, FrameRenderer.Height)));
        }

        return new StreamFrames(boxes, jpegs, new Dictionary<StreamForm, Image[]>
        {
            [StreamForm.Rgb] = [.. rgb],
            [StreamForm.Nv12] = [.. nv12],
            [StreamForm.Jpeg] = [.. jpegs.Select(static jpeg => new Image { Encoded = UnsafeByteOperations.UnsafeWrap(jpeg) })],
        });
    }

    private static Image Pixels(Pixels.Types.Format format, byte[] data) => new()
    {
        Pixels = new Pixels
        {
            Format = format,
            Width = FrameRenderer.Width,
            Height = FrameRenderer.Height,
            Color = Protos.V1.Pixels.Types.Color.Bt601Full,
            Data = UnsafeByteOperations.UnsafeWrap(data),
        },
    };
}
