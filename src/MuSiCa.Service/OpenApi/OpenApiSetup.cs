using System.Text;
using Microsoft.OpenApi;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.OpenApi;

/// <summary>The description of the interface: a document, and a page on which to try it.</summary>
internal static class OpenApiSetup
{
    private const string Version = "v1";

    public static IServiceCollection AddInterfaceDescription(this IServiceCollection services) => services
        .AddSingleton<StoredPages>()
        .AddEndpointsApiExplorer()
        .AddSwaggerGen(static options =>
        {
            options.SwaggerDoc(Version, new OpenApiInfo { Title = "MuSiCa.Service", Version = Version, Description = Introduction() });
            options.SupportNonNullableReferenceTypes();
            options.OperationFilter<LandmarksFilter>();
            options.OperationFilter<ProblemResponsesFilter>();
            options.SchemaFilter<AnswerSchemas>();
            foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "MuSiCa.*.xml"))
            {
                options.IncludeXmlComments(file);
            }
        });

    public static IApplicationBuilder UseInterfaceDescription(this IApplicationBuilder app)
    {
        StoredPages pages = app.ApplicationServices.GetRequiredService<StoredPages>();
        return app.UseWhen(static http => http.Request.Path.StartsWithSegments("/swagger"), description => description
            .Use(pages.AnswerAsync)
            .UseSwagger()
            .UseSwaggerUI(static options =>
            {
                options.DocumentTitle = "MuSiCa.Service";
                options.SwaggerEndpoint($"/swagger/{Version}/swagger.json", "MuSiCa.Service");
            }));
    }

    private static string Introduction()
    {
        var text = new StringBuilder(
            """
            Facial landmarks by a selective cascade: each face leaves as soon as it is good enough.

            Coordinates are pixels of the image after its EXIF orientation, pixel centres at integers.

            Every failure is `application/problem+json` (RFC 9457). Its `type` never changes meaning.

            <details><summary>All types</summary>

            | type | status | title |
            |---|---|---|

            """);
        foreach (ProblemType type in ProblemTypes.All.Where(static type => !type.IsStreamOnly))
        {
            text.Append('|').Append('`').Append(type.Uri).Append("`|").Append(type.Status).Append('|').Append(type.Title).Append("|\n");
        }

        return text.Append("\n</details>\n").ToString();
    }
}
