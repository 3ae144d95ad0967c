using MuSiCa.Service.Hosting;

namespace MuSiCa.Service.Tests;

public sealed class ServiceStateTests
{
    [Fact]
    public void Enter_Draining_HoldsBeforeAnyoneIsTold()
    {
        var state = new ServiceState();
        bool held = false;
        state.PhaseEntered += _ => held = state.Draining.IsCompleted;

        state.Enter(ServicePhase.Draining);

        Assert.True(held);
    }
}
