namespace MuSiCa.Service.Web;

/// <summary>The addresses of the Open Inference Protocol, where failures are told in its own words.</summary>
internal static class InferencePaths
{
    /// <summary>What they begin with.</summary>
    public const string Root = "/v2";

    /// <summary>What those begin with that ask how the service is.</summary>
    public const string Health = $"{Root}/health";

    /// <summary>Whether a request is one of the protocol.</summary>
    public static bool IsInference(this HttpContext http) => http.Request.Path.StartsWithSegments(Root);
}

/// <summary>A failure in the words of the Open Inference Protocol.</summary>
/// <param name="Error">What is wrong, and what to do.</param>
internal sealed record InferenceError(string Error);
