namespace MuSiCa.Service.Hosting;

/// <summary>Where the service is in its life.</summary>
internal enum ServicePhase
{
    /// <summary>The model is loaded and being warmed; requests are refused.</summary>
    Starting,

    /// <summary>Requests are answered.</summary>
    Ready,

    /// <summary>The signal to stop has come: not ready any more for load balancers, but requests are still answered.</summary>
    Leaving,

    /// <summary>What was accepted is finished; new requests are refused.</summary>
    Draining,
}
