using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Models;
using MuSiCa.Service.Sizing;

namespace MuSiCa.Service.Tests;

public sealed class MemoryPlanTests
{
    private const long Mebi = 1 << 20;

    // The ONNX files of musica-68 and finder-320.
    private const long Shipped = 45_383_903;

    private static readonly RequestOptions Defaults = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Create_HalfAGibibyteAndDefaults_TakesARequest(int lanes)
    {
        MemoryPlan plan = Automatic(512 * Mebi, MemoryPlan.NativeBytes(Shipped, ExecutionProvider.Cpu, lanes));

        RequestOptions fitted = RequestFit.Fit(Defaults, new ImagingOptions(), FakeStages.Package, plan);

        Assert.True(fitted.MaxBytes >= 8 * Mebi, $"{fitted.MaxBytes} bytes");
        Assert.Equal(Defaults.MaxFaces, fitted.MaxFaces);
        Assert.Equal(plan.Budget, MemorySetup.Create(plan, fitted, new ImagingOptions(), FakeStages.Package).Limit);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(256 * Mebi, 300 * Mebi)]
    [InlineData(512 * Mebi, 280 * Mebi)]
    [InlineData(1024 * Mebi, 280 * Mebi)]
    [InlineData(8192 * Mebi, 2200 * Mebi)]
    [InlineData((1L << 42) - 1, 0)]
    public void Create_NoSetting_NeverPromisesMoreThanThereIs(long available, long native)
    {
        MemoryPlan plan = Automatic(available, native);

        Assert.InRange(plan.Budget, 0, available / 2);
        if (plan.Budget > 0)
        {
            Assert.True(plan.Heap >= MemoryPlan.BaseHeap + (plan.Budget / 2));
            Assert.True(plan.Native + plan.Heap + (plan.Budget / 4 * 3) <= available);
        }
    }

    [Fact]
    public void Create_Setting_IsTheBudgetAndTheHeapHasTheRest()
    {
        MemoryPlan plan = MemoryPlan.Create(2000, isContainer: true, native: 300, setting: 500);

        Assert.Equal((500, 1225), (plan.Budget, plan.Heap));
    }

    [Fact]
    public void NativeBytes_MoreThanOneLane_CountsTheWeightsTwice() => Assert.True(
        MemoryPlan.NativeBytes(100 * Mebi, ExecutionProvider.Cpu, 2) - MemoryPlan.NativeBytes(100 * Mebi, ExecutionProvider.Cpu, 1)
            > 200 * Mebi);

    [Fact]
    public void Fit_EnoughMemory_ChangesNothing() => Assert.Equal(
        Defaults, RequestFit.Fit(Defaults, new ImagingOptions(), FakeStages.Package, Automatic(8192 * Mebi, 0)));

    [Fact]
    public void Fit_NoRoomForOneFace_SaysWhatIsNeeded()
    {
        MemoryPlan plan = Automatic(256 * Mebi, MemoryPlan.NativeBytes(Shipped, ExecutionProvider.Cpu, 2));

        Exception failure = Assert.Throws<ContainerTooSmallException>(
            () => RequestFit.Fit(Defaults, new ImagingOptions(), FakeStages.Package, plan));

        Assert.Matches(
            @"^The container may use 256 MiB of memory, and at least 3\d\d MiB are needed: \d+ for the models and libraries, 64 for the service, "
                + @"the rest for requests\. Give it more, or let the model take less \(MuSiCa:Inference:Lanes=1, or another MuSiCa:Model:Path\)\.$",
            StartupFailure.Describe(failure)!);
    }

    [Theory]
    [InlineData(280 * Mebi, 1)]
    [InlineData(280 * Mebi, 16 * Mebi)]
    [InlineData((280 * Mebi) + 17, (100 * Mebi) + 3)]
    [InlineData(2200 * Mebi, 1024 * Mebi)]
    public void Needed_ForABudget_IsEnoughForIt(long native, long budget) =>
        Assert.True(Automatic(MemoryPlan.Needed(native, budget), native).Budget >= budget);

    private static MemoryPlan Automatic(long available, long native) => MemoryPlan.Create(available, isContainer: true, native, setting: 0);
}
