using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Pictures;

/// <summary>Reads from the header Accept whether the answer is JSON or a picture (RFC 9110, 12.5.1).</summary>
internal static class AcceptedFormat
{
    /// <summary>Media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Media type of <see cref="PictureFormat.Png"/>.</summary>
    public const string Png = "image/png";

    /// <summary>Media type of <see cref="PictureFormat.Svg"/>.</summary>
    public const string Svg = "image/svg+xml";

    // Of those that a caller likes equally well the first is taken.
    private static readonly (MediaTypeHeaderValue Type, PictureFormat? Format)[] Offered =
    [
        (new MediaTypeHeaderValue(Json), null),
        (new MediaTypeHeaderValue(Png), PictureFormat.Png),
        (new MediaTypeHeaderValue(Svg), PictureFormat.Svg),
    ];

    /// <summary>The format that the caller likes best.</summary>
    /// <returns>Null for JSON, which also answers who sends no such header or one that cannot be read.</returns>
    /// <exception cref="ProblemException">The caller takes none.</exception>
    public static PictureFormat? Choose(HttpRequest request)
    {
        IList<MediaTypeHeaderValue> ranges = new RequestHeaders(request.Headers).Accept;
        if (ranges.Count == 0)
        {
            return null;
        }

        double best = 0;
        PictureFormat? chosen = null;
        foreach ((MediaTypeHeaderValue type, PictureFormat? format) in Offered)
        {
            double quality = Quality(ranges, type);
            if (quality > best)
            {
                (best, chosen) = (quality, format);
            }
        }

        return best > 0 ? chosen : throw new ProblemException(ProblemTypes.NotAcceptable,
            $"The header Accept is \"{Excerpt.Of(request.Headers.Accept.ToString())}\". This address answers {Json}, {Png} or {Svg}; "
                + "name one of them, or leave the header out for JSON.");
    }

    // The most specific range decides: image/png;q=0 refuses what image/* would allow.
    private static double Quality(IList<MediaTypeHeaderValue> ranges, MediaTypeHeaderValue type)
    {
        int closest = -1;
        double quality = 0;
        foreach (MediaTypeHeaderValue range in ranges)
        {
            int closeness = range.MatchesAllTypes ? 0
                : !range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase) ? -1
                : range.MatchesAllSubTypes ? 1
                : range.SubType.Equals(type.SubType, StringComparison.OrdinalIgnoreCase) ? 2
                : -1;
            if (closeness > closest)
            {
                (closest, quality) = (closeness, range.Quality ?? 1);
            }
        }

        return quality;
    }
}
