namespace MuSiCa.Serving;

/// <summary>What the gauges show.</summary>
internal interface IServingState
{
    /// <summary>Places taken now.</summary>
    int PlacesTaken { get; }

    /// <summary>Places there are.</summary>
    int PlaceLimit { get; }

    /// <summary>Faces that a batch may have.</summary>
    int BatchLimit { get; }

    /// <summary>Memory of what has been accepted.</summary>
    MemoryBudget Memory { get; }

    /// <summary>Whether thresholds are raised.</summary>
    bool IsDegraded { get; }

    /// <summary>The lanes.</summary>
    IReadOnlyList<Lane> Lanes { get; }

    /// <summary>Faces that wait for a stage, counted from 0.</summary>
    int Waiting(int stage);
}
