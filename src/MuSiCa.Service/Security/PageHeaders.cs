using MuSiCa.Service.Web;

namespace MuSiCa.Service.Security;

/// <summary>Tells browsers what the pages of the service may do: load from here and nowhere else, and in no frame of another page.</summary>
internal static class PageHeaders
{
    // Pictures and videos that a page is shown before they are sent are blobs of the browser; the description of the interface has styles
    // in its elements.
    private const string Policy =
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
        + "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (!http.IsCall() && !http.IsProbe())
        {
            IHeaderDictionary headers = http.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
        }

        return next(http);
    });
}
