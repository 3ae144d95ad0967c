namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Grpc</c>: where gRPC is served.</summary>
internal sealed record GrpcSettings : ISettings
{
    /// <summary>The port where no other is set.</summary>
    public const int DefaultPort = 8081;

    public static string Section => "MuSiCa:Grpc";

    /// <summary>
    /// Port for HTTP/2 without TLS beside the addresses of REST; 0 for none. Means nothing where the configuration has
    /// <c>Kestrel:Endpoints</c>: those say everything themselves.
    /// </summary>
    [Between(0, 65_535, "(a port, or 0 for none)")]
    public int Port { get; init; } = DefaultPort;
}
