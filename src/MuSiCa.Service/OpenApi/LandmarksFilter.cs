using Microsoft.OpenApi;
using MuSiCa.Inference;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Rest;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace MuSiCa.Service.OpenApi;

/// <summary>Describes what the landmarks endpoint reads by itself: its query, and its body as an image or a form.</summary>
internal sealed class LandmarksFilter(LandmarkParameters parameters) : IOperationFilter
{
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff", "application/octet-stream"];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != LandmarksEndpoint.Name)
        {
            return;
        }

        operation.Parameters =
        [
            .. parameters.All.Select(static parameter => new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Required = parameter.IsRequired,
                Schema = parameter.Schema,
            }),
        ];
        operation.RequestBody = Body();
        operation.Responses!["200"] = new OpenApiResponse
        {
            Description = "The landmarks: of one image, or for each of several files in order. With detect=only the boxes alone. As a "
                + "picture: one photo, at most 2,560 pixels long, with its landmarks drawn. As a zip: the JSON and a file for each face "
                + "that was cut out.",
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
                [AcceptedFormat.Png] = new OpenApiMediaType { Schema = Binary() },
                [AcceptedFormat.Svg] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                [AcceptedFormat.Zip] = new OpenApiMediaType { Schema = Binary() },
            },
        };
    }

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
        content["application/json"] = new OpenApiMediaType { Schema = Json() };
        return new OpenApiRequestBody
        {
            Required = true,
            Description = "A JPEG, PNG, WebP, GIF, BMP or TIFF image; its bytes decide, not the Content-Type. Or a form with one or more such files "
                + "under any name: one file is answered as an image alone, several as a list. Or JSON with the file in Base64. Content-Encoding may be gzip or deflate.",
            Content = content,
        };
    }

    // The other parameters are those of the query, under the same names.
    private static OpenApiSchema Json() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Parameters of the query may stand here too, as texts, numbers, true or false; model, timeout and priority may not.",
        Required = new HashSet<string> { "image" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["image"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "byte",
                Description = "The file in Base64, or a data URL of it. An address is refused: nothing is fetched.",
            },
            ["boxes"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "The faces, each as x, y, width and height in pixels of the upright image; without it they are found.",
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Number },
                    MinItems = 4,
                    MaxItems = 4,
                },
            },
        },
    };

    private static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
