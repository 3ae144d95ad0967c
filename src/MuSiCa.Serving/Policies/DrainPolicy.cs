namespace MuSiCa.Serving;

/// <summary>A batch runs to its end with whoever is left in it; the next one starts only then.</summary>
internal sealed class DrainPolicy : IBatchPolicy
{
    public bool LeavesEarly => true;

    public bool StaysTogether => true;

    public int Choose(StagePools pools, bool isBusy, TimeSpan now) => 0;
}
