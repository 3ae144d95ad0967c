using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

/// <summary>A parameter of a query: what it means, which values it takes, and how they are read. Null or its default where it is not given.</summary>
/// <param name="Name">Its name, in any case.</param>
/// <param name="Description">What it means, for the description of the interface.</param>
internal abstract record QueryParameter(string Name, string Description)
{
    /// <summary>Whether every request must give it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The values that it takes, for the description of the interface.</summary>
    public abstract OpenApiSchema Schema { get; }

    /// <summary>The text of a parameter that may be given once; null where it is not given.</summary>
    /// <exception cref="ProblemException">It is given several times.</exception>
    protected string? Text(IQueryCollection query) => query[Name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } values => values[0] ?? string.Empty,
        var values => throw Invalid(values.ToString(), "given once"),
    };

    /// <summary>The problem of a value that cannot be used.</summary>
    protected ProblemException Invalid(string value, string rule) => new(Problem.OfParameter(
        ProblemTypes.ParameterInvalid, Name, value, $"The query parameter {Name} is \"{Excerpt.Of(value)}\"; it must be {rule}."));
}

/// <summary>A parameter that may be given several times, each time with a text of its own form.</summary>
internal sealed record RepeatedParameter(string Name, string Description) : QueryParameter(Name, Description)
{
    public override OpenApiSchema Schema => new()
    {
        Type = JsonSchemaType.Array,
        MinItems = 1,
        Items = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    /// <summary>The texts, in order.</summary>
    public StringValues Read(IQueryCollection query) => query[Name];
}

/// <summary>The name of something. Who knows it says what is wrong with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Names">The names that there are.</param>
internal sealed record NameParameter(string Name, string Description, IEnumerable<string> Names) : QueryParameter(Name, Description)
{
    public override OpenApiSchema Schema => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. Names.Select(static name => (JsonNode)JsonValue.Create(name)!)],
    };

    public string? Read(IQueryCollection query) => Text(query);
}

/// <summary>One of several words.</summary>
/// <typeparam name="T">What the words stand for.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Rule">What a value must be.</param>
/// <param name="Words">The words.</param>
/// <param name="Default">What stands for none.</param>
internal sealed record WordParameter<T>(
    string Name, string Description, string Rule, IReadOnlyDictionary<string, T> Words, T Default) : QueryParameter(Name, Description)
{
    public override OpenApiSchema Schema => typeof(T) == typeof(bool) && Words.Count == 2
        ? new OpenApiSchema { Type = JsonSchemaType.Boolean }
        : new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Words.Keys.Select(static word => (JsonNode)JsonValue.Create(word)!)] };

    public T Read(IQueryCollection query) => Text(query) is not { } text ? Default
        : Words.TryGetValue(text, out T? value) ? value
        : throw Invalid(text, Rule);
}

/// <summary>A number above 0.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Rule">What a value must be.</param>
internal sealed record NumberParameter(string Name, string Description, string Rule) : QueryParameter(Name, Description)
{
    /// <summary>Whether somebody else says what is wrong with a number that is none above 0.</summary>
    public bool IsCheckedLater { get; init; }

    public override OpenApiSchema Schema => new() { Type = JsonSchemaType.Number, ExclusiveMinimum = "0" };

    public double? Read(IQueryCollection query) => Text(query) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && (IsCheckedLater || (number > 0 && double.IsFinite(number))) ? number
        : throw Invalid(text, Rule);
}

/// <summary>A whole number above 0.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Rule">What a value must be.</param>
/// <param name="Most">The largest.</param>
internal sealed record CountParameter(string Name, string Description, string Rule, int Most = int.MaxValue) : QueryParameter(Name, Description)
{
    /// <summary>Whether somebody else says what is wrong with a number that is not above 0.</summary>
    public bool IsCheckedLater { get; init; }

    public override OpenApiSchema Schema => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = "1",
        Maximum = Most == int.MaxValue ? null : Most.ToString(CultureInfo.InvariantCulture),
    };

    public int? Read(IQueryCollection query) => Text(query) is not { } text ? null
        : int.TryParse(text, IsCheckedLater ? NumberStyles.AllowLeadingSign : NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && (IsCheckedLater || number > 0) && number <= Most ? number
        : throw Invalid(text, Rule);
}
