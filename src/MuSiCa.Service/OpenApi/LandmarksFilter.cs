using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using MuSiCa.Cascade;
using MuSiCa.Finder;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Rest;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace MuSiCa.Service.OpenApi;

/// <summary>Describes what the landmarks endpoint reads by itself: its query, and its body as an image or a form.</summary>
internal sealed class LandmarksFilter(
    CascadeSession session, IOptions<RequestOptions> requests, IOptions<FindingOptions> finding) : IOperationFilter
{
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/webp", "application/octet-stream"];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != LandmarksEndpoint.Name)
        {
            return;
        }

        operation.Parameters = [.. Parameters(session.Package)];
        operation.RequestBody = Body();
        operation.Responses!["200"] = new OpenApiResponse
        {
            Description = "The landmarks: of one image, or for each of several files in order. With detect=only the boxes alone.",
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["application/json"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        OneOf =
                        [
                            context.SchemaGenerator.GenerateSchema(typeof(AlignmentAnswer), context.SchemaRepository),
                            context.SchemaGenerator.GenerateSchema(typeof(FindingAnswer), context.SchemaRepository),
                            context.SchemaGenerator.GenerateSchema(typeof(ImagesAnswer), context.SchemaRepository),
                        ],
                    },
                    Examples = LandmarksExamples.All,
                },
            },
        };
    }

    private IEnumerable<IOpenApiParameter> Parameters(ModelPackage package)
    {
        OpenApiParameter box = Query("box", "A face as x,y,width,height in pixels of the upright image, with a point for decimals. "
            + "Repeat it for several faces. It may reach over the edge of the image. Of a form with several files each box is meant "
            + "for every file. " + (finding.Value.Enabled ? "Without it faces are found." : "This service finds none by itself."),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                MinItems = 1,
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        box.Required = !finding.Value.Enabled;
        yield return box;
        yield return Query("minFace", "Longer side of the smallest faces that are to be found, in pixels of the upright image; by default a "
            + "twentieth of its longer side. Smaller ones cost more time. Not with box.",
            new OpenApiSchema { Type = JsonSchemaType.Number, ExclusiveMinimum = "0" });
        yield return Query("maxFaces", "How many faces are to be found at most, the largest. Not with box.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = requests.Value.MaxFaces.ToString(CultureInfo.InvariantCulture),
            });
        yield return Query("detect", "only, where the boxes of the faces are all that is wanted, without landmarks. Not with box.",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create("only")] });
        yield return Query("profile", "How good is good enough, by a name of the model (see GET /v1/models).",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. package.Exit.Profiles.Keys.Select(static name => (JsonNode)JsonValue.Create(name)!)],
            });
        yield return Query("maxError", "How good is good enough, as a fraction of the inter-ocular distance: a face leaves the cascade "
            + "once its predicted error is below it (0.04 is 4 %). Goes before profile.",
            new OpenApiSchema { Type = JsonSchemaType.Number, ExclusiveMinimum = "0" });
        yield return Query("maxStages", $"The stages that a face may take at most; the model has {package.Stages.Length}.",
            new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" });
        yield return Query("timeout", "How long the caller waits, in milliseconds from the first byte of the request to the answer. A "
            + "request that would wait longer is refused at once; a face that has no time for its next stage leaves with the landmarks "
            + "it has (exit deadline).",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = requests.Value.Timeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
            });
        yield return Query("priority", "interactive (the default) when somebody waits; bulk for work in the background, which goes after "
            + "interactive faces but is never starved by them.",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create("interactive"), JsonValue.Create("bulk")] });
        yield return Query("timing", "Whether the answer says where the time went: for the image and for each face.",
            new OpenApiSchema { Type = JsonSchemaType.Boolean });
        yield return Query("model", "The model to use, by its name (see GET /v1/models).",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create(package.Name)] });
    }

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema,
    };

    private static OpenApiRequestBody Body()
    {
        var content = ImageTypes.ToDictionary(
            static type => type,
            static IOpenApiMediaType (_) => new OpenApiMediaType { Schema = Binary() });
        content["multipart/form-data"] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "image" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["image"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Binary(), MinItems = 1 },
                },
            },
        };
        return new OpenApiRequestBody
        {
            Required = true,
            Description = "A JPEG, PNG or WebP image; its bytes decide, not the Content-Type. Or a form with one or more such files "
                + "under any name: one file is answered as an image alone, several as a list.",
            Content = content,
        };
    }

    private static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
