using System.Globalization;

namespace MuSiCa.Client;

/// <summary>The query of an address.</summary>
internal sealed class Query
{
    private readonly List<string> _parameters = [];

    public Query(LocateOptions? options)
    {
        if (options is null)
        {
            return;
        }

        foreach (Box box in options.Boxes)
        {
            Add("box", string.Create(CultureInfo.InvariantCulture, $"{box.X},{box.Y},{box.Width},{box.Height}"));
        }

        Add("minFace", Text(options.MinFace));
        Add("maxFaces", Text(options.MaxFaces));
        Add("profile", options.Profile);
        Add("maxError", Text(options.MaxError));
        Add("maxStages", Text(options.MaxStages));
        Add("timeout", Text((long?)options.Timeout?.TotalMilliseconds));
        Add("priority", options.Priority == Priority.Bulk ? "bulk" : null);
        Add("model", options.Model);
        Add("timing", options.Timing ? "true" : null);
    }

    public Query Add(string name, string? value)
    {
        if (value is not null)
        {
            _parameters.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return this;
    }

    public string ToString(string path) => _parameters.Count == 0 ? path : $"{path}?{string.Join('&', _parameters)}";

    private static string? Text<T>(T? value)
        where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture);
}
