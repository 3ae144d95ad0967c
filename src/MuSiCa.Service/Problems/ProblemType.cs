using Grpc.Core;

namespace MuSiCa.Service.Problems;

/// <summary>One kind of failure, as clients see it: what RFC 9457 calls a problem type.</summary>
/// <param name="Name">Short name, the last part of <see cref="Uri"/>. Never changes once released.</param>
/// <param name="Status">HTTP status code that goes with it.</param>
/// <param name="Code">gRPC status code that goes with it.</param>
/// <param name="Title">The same short sentence for every occurrence.</param>
internal sealed record ProblemType(string Name, int Status, StatusCode Code, string Title)
{
    /// <summary>What every <see cref="Uri"/> begins with.</summary>
    public const string Prefix = "urn:musica:problem:";

    /// <summary>Whether only streams have it, so that REST does not describe it.</summary>
    public bool IsStreamOnly { get; init; }

    /// <summary>The stable identifier that clients may compare.</summary>
    public string Uri => Prefix + Name;

    /// <summary>The reason of <c>google.rpc.ErrorInfo</c>, in the letters that it wants: <c>QUEUE_FULL</c>.</summary>
    public string Reason => Name.Replace('-', '_').ToUpperInvariant();
}
