using Microsoft.AspNetCore.Connections;

namespace MuSiCa.Service.Admission;

/// <summary>
/// What one client holds of what all clients share. Today a client is a connection, which may carry many calls; who tells clients
/// apart by a key puts the share of the key into the features of the request.
/// </summary>
internal sealed class ClientShare
{
    /// <summary>Bytes of the memory budget that its messages hold.</summary>
    public Share Memory { get; } = new();

    /// <summary>Streams of frames.</summary>
    public Share Streams { get; } = new();

    /// <summary>Places for faces.</summary>
    public Share Places { get; } = new();

    /// <summary>Work that was accepted from it and is not done, in milliseconds. Belongs to the lock of <see cref="PendingWork"/>.</summary>
    public double Work { get; set; }

    /// <summary>When its last image of each priority is decoded, in the time of the decode queue, whose lock it belongs to.</summary>
    public double[] DecodeFinish { get; } = new double[2];

    /// <summary>The share that a request counts in. Without a connection of the server it is its own client.</summary>
    public static ClientShare Of(HttpContext http) => http.Features.Get<ClientShare>() ?? new ClientShare();

    /// <summary>Gives each connection of an endpoint a share.</summary>
    public static ConnectionDelegate PerConnection(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set(new ClientShare());
        return next(connection);
    };
}
