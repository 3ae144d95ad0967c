namespace MuSiCa.Serving;

/// <summary>Decides what runs next and what becomes of the faces that go on.</summary>
internal interface IBatchPolicy
{
    /// <summary>Whether faces may leave before the last stage.</summary>
    bool LeavesEarly { get; }

    /// <summary>Whether the survivors of a batch stay in it to the last stage instead of returning to the pools.</summary>
    bool StaysTogether { get; }

    /// <summary>The stage to run next, counted from 0; at least one face waits.</summary>
    /// <param name="pools">Where faces wait.</param>
    /// <param name="isBusy">Whether the processors that the lane computes on have more to do than the lane's work.</param>
    /// <param name="now">The time.</param>
    int Choose(StagePools pools, bool isBusy, TimeSpan now);
}
