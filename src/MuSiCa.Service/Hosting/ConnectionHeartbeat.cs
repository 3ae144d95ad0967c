using Microsoft.AspNetCore.Connections.Features;

namespace MuSiCa.Service.Hosting;

/// <summary>What is done on a connection with every beat, whoever counts the seconds.</summary>
internal sealed class ConnectionHeartbeat : IConnectionHeartbeatFeature
{
    private readonly Lock _lock = new();
    private readonly List<(Action<object> Action, object State)> _actions = [];

    /// <param name="server">The heartbeat of the server, followed while there is one.</param>
    public ConnectionHeartbeat(IConnectionHeartbeatFeature server) =>
        server.OnHeartbeat(static heartbeat => ((ConnectionHeartbeat)heartbeat).Beat(), this);

    public void OnHeartbeat(Action<object> action, object state)
    {
        lock (_lock)
        {
            _actions.Add((action, state));
        }
    }

    /// <summary>Does it once; never twice at a time, which nothing of it expects.</summary>
    public void Beat()
    {
        lock (_lock)
        {
            foreach ((Action<object> action, object state) in _actions)
            {
                action(state);
            }
        }
    }
}
