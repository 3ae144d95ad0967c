using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Serving;
using MessagePriority = MuSiCa.Protos.V1.Priority;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Grpc;

/// <summary>Reads what messages have in common and says what is wrong with it.</summary>
internal static class MessageReader
{
    /// <summary>The image of a message; refers to the message's memory.</summary>
    /// <exception cref="ProblemException">There is none, or its description makes no sense.</exception>
    public static IPicture Picture(Image? image) => image?.SourceCase switch
    {
        Image.SourceOneofCase.Encoded => new MessagePicture(image.Encoded.Memory, null),
        Image.SourceOneofCase.Pixels => new MessagePicture(default, Raw(image.Pixels)),
        _ => throw new ProblemException(Problem.OfParameter(ProblemTypes.ImageEmpty, "image", null,
            "The message has no image: set image.encoded to a JPEG, PNG, WebP, GIF, BMP or TIFF file, or image.pixels.")),
    };

    /// <summary>The boxes of a message, each checked by itself.</summary>
    /// <exception cref="ProblemException">One is no box.</exception>
    public static BoundingBox[] Boxes(IReadOnlyList<Box> boxes) =>
        [.. boxes.Select(static (box, index) => FaceBoxes.Check(new BoundingBox(box.X, box.Y, box.Width, box.Height), index))];

    /// <summary>Which faces are to be found.</summary>
    /// <param name="find">What the message says; null for nothing special.</param>
    /// <param name="maxFaces">How many faces a request may have.</param>
    /// <exception cref="ProblemException">A value cannot be used.</exception>
    public static FindQuery Find(Find? find, int maxFaces) => find is null
        ? new FindQuery()
        : new FindQuery(MinFace("find.min_face", find.MinFace), MaxFaces(find.MaxFaces, maxFaces), find.BoxesOnly);

    /// <summary>The side of the smallest faces wanted; 0 stands for null.</summary>
    /// <exception cref="ProblemException">It is no size.</exception>
    public static double? MinFace(string name, float pixels) => pixels == 0 ? null
        : pixels > 0 && float.IsFinite(pixels) ? pixels
        : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, name, SettingText(pixels),
            $"The field {name} is {SettingText(pixels)}; it must be a number of pixels above 0, or 0 for a twentieth of the image."));

    /// <summary>The limits of a message, checked against the model.</summary>
    /// <exception cref="ProblemException">They make no sense for it.</exception>
    public static ExitLimits Limits(Limits? limits, ModelPackage model)
    {
        if (limits is null)
        {
            return ExitLimits.Default;
        }

        var read = new ExitLimits(
            limits.HasMaxError ? limits.MaxError : null,
            limits.HasMaxStages ? (int)Math.Min(limits.MaxStages, int.MaxValue) : null,
            limits.Profile.Length == 0 ? null : limits.Profile);
        LandmarkQuery.CheckLimits(read, model, limit => limit switch
        {
            "profile" => limits.Profile,
            "maxError" => SettingText(limits.MaxError),
            _ => SettingText(limits.MaxStages),
        });
        return read;
    }

    /// <summary>Takes the model that a message names, empty for the default, for what is read of that message, which gives it back.</summary>
    /// <exception cref="ProblemException">No such model is loaded.</exception>
    public static T Model<T>(string name, ModelCatalog models, Func<LoadedModel, T> read) =>
        models.Take(name.Length == 0 ? null : name, read);

    /// <exception cref="ProblemException">There is no such class.</exception>
    public static FacePriority Priority(MessagePriority priority) => priority switch
    {
        MessagePriority.Interactive => FacePriority.Interactive,
        MessagePriority.Bulk => FacePriority.Bulk,
        _ => throw Unknown("priority", (int)priority, "PRIORITY_INTERACTIVE (0) or PRIORITY_BULK (1)"),
    };

    /// <summary>The problem of a value that an enumeration does not have.</summary>
    public static ProblemException Unknown(string name, int value, string rule) => new(Problem.OfParameter(
        ProblemTypes.ParameterInvalid, name, SettingText(value), $"The field {name} is {SettingText(value)}; it must be {rule}."));

    private static int? MaxFaces(uint asked, int most) => asked == 0 ? null
        : asked <= most ? (int)asked
        : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, "find.max_faces", SettingText(asked),
            $"The field find.max_faces is {SettingText(asked)}; it must be at most {most} (setting MuSiCa:Requests:MaxFaces), or 0 for that."));

    private static RawImage Raw(Pixels pixels) => new(
        pixels.Format switch
        {
            Pixels.Types.Format.Rgb => PixelFormat.Rgb24,
            Pixels.Types.Format.Bgr => PixelFormat.Bgr24,
            Pixels.Types.Format.Grey => PixelFormat.Gray8,
            Pixels.Types.Format.Nv12 => PixelFormat.Nv12,
            var format => throw Unknown("image.pixels.format", (int)format, "FORMAT_RGB (1), FORMAT_BGR (2), FORMAT_GREY (3) or FORMAT_NV12 (4)"),
        },
        Size(pixels.Width),
        Size(pixels.Height),
        pixels.Data.Memory)
    {
        Stride = Size(pixels.Stride),
        ChromaStride = Size(pixels.ChromaStride),
        ChromaOffset = Size(pixels.ChromaOffset),
        Color = pixels.Color switch
        {
            Pixels.Types.Color.Bt601 => YuvColor.Bt601,
            Pixels.Types.Color.Bt601Full => YuvColor.Bt601Full,
            Pixels.Types.Color.Bt709 => YuvColor.Bt709,
            Pixels.Types.Color.Bt709Full => YuvColor.Bt709Full,
            var color => throw Unknown("image.pixels.color", (int)color, "one of the values of Pixels.Color"),
        },
    };

    // What no int holds is over every limit anyway, which are checked later.
    private static int Size(uint size) => (int)Math.Min(size, int.MaxValue);

    private static string SettingText(IFormattable value) => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
