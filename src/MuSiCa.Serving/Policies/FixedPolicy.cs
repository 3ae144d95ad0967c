namespace MuSiCa.Serving;

/// <summary>Every face runs all stages with the batch it came in with: a server without early exits.</summary>
internal sealed class FixedPolicy : IBatchPolicy
{
    public bool LeavesEarly => false;

    public bool StaysTogether => true;

    public int Choose(StagePools pools, bool isBusy, TimeSpan now) => 0;
}
