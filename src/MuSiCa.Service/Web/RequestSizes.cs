using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Web;

/// <summary>
/// Answers requests whose address or headers are too large with a problem. The server itself refuses them without one, and so from
/// twice these sizes on.
/// </summary>
internal static class RequestSizes
{
    /// <summary>Bytes of an address.</summary>
    public const int MaxAddress = 8 * 1024;

    /// <summary>Bytes of all headers.</summary>
    public const int MaxHeaderBytes = 32 * 1024;

    /// <summary>Headers of a request.</summary>
    public const int MaxHeaders = 100;

    public static IApplicationBuilder UseRequestSizes(this IApplicationBuilder app) =>
        app.Use(static (http, next) => Check(http) is { } problem ? http.RefuseAsync(problem) : next(http));

    private static Problem? Check(HttpContext http)
    {
        int address = http.Features.Get<IHttpRequestFeature>()?.RawTarget.Length ?? 0;
        if (address > MaxAddress)
        {
            return new Problem(ProblemTypes.AddressTooLong, string.Create(CultureInfo.InvariantCulture,
                $"The address has {address} characters; it may have {MaxAddress}. Send images in the body."));
        }

        int headers = 0;
        int bytes = 0;
        foreach ((string name, StringValues values) in http.Request.Headers)
        {
            headers += values.Count;
            for (int i = 0; i < values.Count; i++)
            {
                bytes += name.Length + (values[i]?.Length ?? 0);
            }
        }

        return headers <= MaxHeaders && bytes <= MaxHeaderBytes
            ? null
            : new Problem(ProblemTypes.HeadersTooLarge, string.Create(CultureInfo.InvariantCulture,
                $"The request has {headers} headers of {bytes} bytes; it may have {MaxHeaders} of {MaxHeaderBytes} bytes in all."));
    }
}
