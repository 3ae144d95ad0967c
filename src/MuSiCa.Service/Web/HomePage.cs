using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MuSiCa.Service.Web;

/// <summary>
/// The page on which to try the service: the files of <c>wwwroot</c>, which lie inside the program and are kept in memory. They ask
/// nothing of any other machine, and the browser is told to allow nothing else.
/// </summary>
internal static class HomePage
{
    private const string Prefix = "wwwroot/";
    private const string Start = "index.html";

    // A client that reads slowly holds no copy of more than this.
    private const int Piece = 8 * 1024;

    private const string Policy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".jpg"] = "image/jpeg",
    };

    /// <summary>Maps every file at its path, and the first page at the root.</summary>
    public static IEndpointRouteBuilder MapHomePage(this IEndpointRouteBuilder routes)
    {
        Assembly program = typeof(HomePage).Assembly;
        foreach (string name in program.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var file = StoredFile.Read(program, name);
            string path = name[Prefix.Length..];
            routes.MapGet(path == Start ? "/" : $"/{path}", file.AnswerAsync).ExcludeFromDescription();
        }

        return routes;
    }

    private sealed class StoredFile(byte[] body, string contentType)
    {
        private readonly EntityTagHeaderValue _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(body))[..32]}\"");

        public static StoredFile Read(Assembly program, string name)
        {
            using Stream stream = program.GetManifestResourceStream(name)!;
            byte[] body = new byte[stream.Length];
            stream.ReadExactly(body);
            return new StoredFile(body, ContentTypes[Path.GetExtension(name)]);
        }

        public async Task AnswerAsync(HttpContext http)
        {
            HttpResponse response = http.Response;
            response.Headers.ETag = new StringValues(_tag.ToString());
            response.Headers.CacheControl = "no-cache";
            response.Headers.ContentSecurityPolicy = Policy;
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers["Referrer-Policy"] = "no-referrer";
            response.Headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
            if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known == EntityTagHeaderValue.Any || known.Compare(_tag, useStrongComparison: false)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = contentType;
            response.ContentLength = body.Length;
            for (int sent = 0; sent < body.Length; sent += Piece)
            {
                await response.Body.WriteAsync(body.AsMemory(sent, Math.Min(Piece, body.Length - sent)), http.RequestAborted);
            }
        }
    }
}
