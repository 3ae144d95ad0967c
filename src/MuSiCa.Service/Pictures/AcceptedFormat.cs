using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Pictures;

/// <summary>What an answer is written as.</summary>
internal enum AnswerFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>The photo as pixels, with everything drawn on them.</summary>
    Png,

    /// <summary>The photo as a JPEG inside, and everything drawn as shapes that say what they are.</summary>
    Svg,

    /// <summary>JSON and the faces that were cut out as files of an archive.</summary>
    Zip,
}

/// <summary>Reads from the header Accept what the answer is written as (RFC 9110, 12.5.1).</summary>
internal static class AcceptedFormat
{
    /// <summary>Media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Media type of <see cref="AnswerFormat.Png"/>.</summary>
    public const string Png = "image/png";

    /// <summary>Media type of <see cref="AnswerFormat.Svg"/>.</summary>
    public const string Svg = "image/svg+xml";

    /// <summary>Media type of <see cref="AnswerFormat.Zip"/>.</summary>
    public const string Zip = "application/zip";

    // Of those that a caller likes equally well the first is taken.
    private static readonly (MediaTypeHeaderValue Type, AnswerFormat Format)[] Offered =
    [
        (new MediaTypeHeaderValue(Json), AnswerFormat.Json),
        (new MediaTypeHeaderValue(Png), AnswerFormat.Png),
        (new MediaTypeHeaderValue(Svg), AnswerFormat.Svg),
        (new MediaTypeHeaderValue(Zip), AnswerFormat.Zip),
    ];

    /// <summary>The format that the caller likes best.</summary>
    /// <returns>JSON also for who sends no such header or one that cannot be read.</returns>
    /// <exception cref="ProblemException">The caller takes none.</exception>
    public static AnswerFormat Choose(HttpRequest request)
    {
        IList<MediaTypeHeaderValue> ranges = new RequestHeaders(request.Headers).Accept;
        if (ranges.Count == 0)
        {
            return AnswerFormat.Json;
        }

        double best = 0;
        AnswerFormat chosen = AnswerFormat.Json;
        foreach ((MediaTypeHeaderValue type, AnswerFormat format) in Offered)
        {
            double quality = Quality(ranges, type);
            if (quality > best)
            {
                (best, chosen) = (quality, format);
            }
        }

        return best > 0 ? chosen : throw new ProblemException(ProblemTypes.NotAcceptable,
            $"The header Accept is \"{Excerpt.Of(request.Headers.Accept.ToString())}\". This address answers {Json}, {Png}, {Svg} or, with crop, {Zip}; "
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
