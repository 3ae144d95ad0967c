using System.Text.Json.Serialization;

namespace MuSiCa.Bench;

/// <summary>A way to send frames.</summary>
/// <param name="Form">How a stream sends them; null for a REST request each, as a JPEG file.</param>
/// <param name="Finds">Whether boxes are left out, so that the service finds the faces.</param>
internal sealed record StreamWay([property: JsonIgnore] StreamForm? Form, bool Finds)
{
    /// <summary>Every way, in the order in which they are measured.</summary>
    public static readonly StreamWay[] All =
    [
        .. from finds in (bool[])[false, true]
           from form in (StreamForm?[])[null, StreamForm.Rgb, StreamForm.Nv12, StreamForm.Jpeg]
           select new StreamWay(form, finds),
    ];

    /// <summary>How it is called in reports.</summary>
    public string Name => Form switch
    {
        null => "REST, JPEG",
        StreamForm.Rgb => "Track, RGB",
        StreamForm.Nv12 => "Track, NV12",
        _ => "Track, JPEG",
    };

    /// <summary>Whether the service is told where the faces are, as it is called in reports.</summary>
    public string Boxes => Finds ? "found by the service" : "given";

    /// <summary>The same frames over REST.</summary>
    public StreamWay OverRest() => this with { Form = null };
}
