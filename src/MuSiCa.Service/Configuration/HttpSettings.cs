namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Http</c>: what the server takes from those who connect to it, before any request is read.</summary>
internal sealed record HttpSettings : ISettings
{
    public static string Section => "MuSiCa:Http";

    /// <summary>
    /// Connections at the same time; further ones are closed at once. 0 takes what the file descriptors of the process allow, at most
    /// 8192.
    /// </summary>
    [Between(0, 1_000_000, "connections")]
    public int MaxConnections { get; init; }

    /// <summary>Calls at the same time on one connection of HTTP/2; clients keep further ones back.</summary>
    [Between(1, 100_000, "calls")]
    public int CallsPerConnection { get; init; } = 256;

    /// <summary>How long the headers of a request may take to arrive.</summary>
    [Duration("1s", "1h")]
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may be idle between two requests.</summary>
    [Duration("1s", "1d")]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes of a body that must arrive a second, after five seconds. Messages of gRPC have a time instead.</summary>
    [Between(1, 1_000_000, "bytes a second")]
    public int MinBodyRate { get; init; } = 240;

    /// <summary>Bytes of an answer that its client must take a second, after five seconds.</summary>
    [Between(1, 1_000_000, "bytes a second")]
    public int MinAnswerRate { get; init; } = 1024;
}
