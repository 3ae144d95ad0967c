using System.Reflection;
using Microsoft.OpenApi;
using MuSiCa.Inference;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Rest;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace MuSiCa.Service.OpenApi;

/// <summary>Describes answers as they are really written: by their converters, and without what is null.</summary>
internal sealed class AnswerSchemas : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema answer)
        {
            return;
        }

        if (context.Type == typeof(LandmarkAnswer))
        {
            DescribeAsPair(answer);
        }
        else if (context.Type == typeof(ImageResult))
        {
            DescribeAsEither(answer, context, typeof(AlignmentAnswer), typeof(FindingAnswer), typeof(ProblemAnswer));
        }
        else
        {
            RequireWhatIsNeverNull(answer, context.Type);
        }
    }

    private static void DescribeAsPair(OpenApiSchema answer)
    {
        answer.Type = JsonSchemaType.Array;
        answer.Properties = null;
        answer.AdditionalPropertiesAllowed = true;
        answer.Items = new OpenApiSchema { Type = JsonSchemaType.Number };
        answer.MinItems = 2;
        answer.MaxItems = 2;
    }

    private static void DescribeAsEither(OpenApiSchema answer, SchemaFilterContext context, params Type[] types)
    {
        answer.Type = null;
        answer.Properties = null;
        answer.AdditionalPropertiesAllowed = true;
        answer.OneOf = [.. types.Select(type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository))];
    }

    private static void RequireWhatIsNeverNull(OpenApiSchema answer, Type type)
    {
        if (answer.Properties is not { Count: > 0 } properties)
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        answer.Required = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => nullability.Create(property).ReadState != NullabilityState.Nullable)
            .Select(static property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..])
            .Where(properties.ContainsKey)
            .ToHashSet();
    }
}
