using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using MuSiCa.Service.Problems;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace MuSiCa.Service.OpenApi;

/// <summary>Describes the problems of an operation: one response for each status, one example for each type.</summary>
internal sealed class ProblemResponsesFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        ProblemType[] types =
        [
            .. context.ApiDescription.ActionDescriptor.EndpointMetadata
                .OfType<ProblemsMetadata>()
                .SelectMany(static metadata => metadata.Types),
        ];
        operation.Responses ??= [];
        foreach (IGrouping<int, ProblemType> group in types.GroupBy(static type => type.Status))
        {
            operation.Responses[group.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join("; ", group.Select(static type => type.Title)),
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [ProblemAnswer.ContentType] = new OpenApiMediaType
                    {
                        Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemAnswer), context.SchemaRepository),
                        Examples = group.ToDictionary(static type => type.Name, ExampleOf),
                    },
                },
            };
        }
    }

    private static IOpenApiExample ExampleOf(ProblemType type) => new OpenApiExample
    {
        Summary = type.Title,
        Value = new JsonObject
        {
            ["type"] = type.Uri,
            ["title"] = type.Title,
            ["status"] = type.Status,
            ["detail"] = "What is wrong here, with which value, and what to do.",
        },
    };
}
