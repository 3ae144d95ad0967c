using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>A face that knows after how many stages it leaves. Nobody waits for it.</summary>
internal sealed class SimulatedFace(BatchModel model) : WorkItem(model)
{
    /// <summary>Stages it runs when it may leave early.</summary>
    public int ExitsAfter { get; init; }

    /// <summary>When it arrived.</summary>
    public TimeSpan Arrived { get; init; }

    public override bool IsSettled => false;

    public override bool IsThrough() => Stage >= ExitsAfter;

    public override void Finish()
    {
    }

    public override void Expire()
    {
    }

    public override void Fail(WorkEnd end, Exception reason)
    {
    }

    public override void Drop()
    {
    }
}
