using MuSiCa.Drawing;

namespace MuSiCa.Service.Pictures;

/// <summary>What a picture is written as.</summary>
internal enum PictureFormat
{
    /// <summary>Pixels, with everything drawn on them.</summary>
    Png,

    /// <summary>The photo as a JPEG inside, and everything drawn as shapes that say what they are.</summary>
    Svg,
}

/// <summary>A picture of the photo with its landmarks that a request asks for in place of JSON.</summary>
/// <param name="Format">What it is written as.</param>
/// <param name="Options">What is drawn.</param>
internal sealed record PictureQuery(PictureFormat Format, DrawingOptions Options);
