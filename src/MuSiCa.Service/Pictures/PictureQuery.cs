using MuSiCa.Drawing;

namespace MuSiCa.Service.Pictures;

/// <summary>A picture of the photo with its landmarks that a request asks for in place of JSON.</summary>
/// <param name="Format">What it is written as: PNG or SVG.</param>
/// <param name="Options">What is drawn.</param>
internal sealed record PictureQuery(AnswerFormat Format, DrawingOptions Options);
