namespace MuSiCa.Serving;

/// <summary>What a worker that asks for a batch is to do.</summary>
internal enum TakeResult
{
    /// <summary>Run the batch it has got.</summary>
    Run,

    /// <summary>Run the probe of the breaker, which its batch describes.</summary>
    Probe,

    /// <summary>Sleep until it is woken.</summary>
    Sleep,

    /// <summary>Ask again soon, even if nobody wakes it: what waits is left to grow.</summary>
    AskAgain,

    /// <summary>End.</summary>
    End,
}
