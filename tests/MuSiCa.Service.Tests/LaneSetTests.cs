using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Models;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class LaneSetTests
{
    private readonly FakeStages _stages = new();

    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(2, 0, 2, 1)]
    [InlineData(8, 0, 8, 1)]
    [InlineData(20, 0, 8, 2)]
    [InlineData(8, 2, 2, 4)]
    [InlineData(2, 5, 5, 1)]
    [InlineData(8, 1, 1, 8)]
    public void Lanes_OnTheCpu_DivideTheThreads(int threads, int setting, int lanes, int threadsEach)
    {
        var inference = new InferenceOptions { Provider = "cpu", Threads = threads, Lanes = setting };
        var model = new FakeModelFolder(_stages);
        using CascadeSession session = model.Open(inference.ToExecution());
        using var set = new LaneSet(model, session, Options.Create(inference));

        Assert.Equal(Enumerable.Range(1, lanes).Select(number => $"cpu-{number}"), set.Lanes.Select(lane => lane.Name));
        Assert.All(set.Lanes, lane => Assert.Equal(1, lane.Workers));
        Assert.All(set.Sessions, lane => Assert.Same(session, lane.Session));
        Assert.Equal(lanes, set.Sessions.Count);
        Assert.Equal(threadsEach, model.Opened[0].IntraOpThreads);
        if (lanes == 1)
        {
            Assert.Null(set.Sessions[0].Alone);
            Assert.Single(model.Opened);
            return;
        }

        CascadeSession alone = Assert.Single(set.Sessions.Select(lane => lane.Alone).Distinct())!;
        Assert.NotSame(session, alone);
        Assert.Equal((ExecutionProvider.Cpu, threads), (model.Opened[1].Provider, model.Opened[1].IntraOpThreads));
        Assert.Equal(2, model.Opened.Count);
    }

    [Fact]
    public void Lanes_ThreadsNotSet_AreThoseOfTheMachine()
    {
        var inference = new InferenceOptions();

        Assert.Equal(Environment.ProcessorCount, inference.CountThreads());
        Assert.Equal(Math.Min(Environment.ProcessorCount, 8), inference.CountLanes());
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "cuda-3")]
    [InlineData(ExecutionProvider.TensorRt, "tensorrt-3")]
    public void Lanes_OnADevice_AreOneThatPreparesItsNextBatch(ExecutionProvider provider, string name)
    {
        var model = new FakeModelFolder(_stages, new ProviderReport(provider, provider, null));
        var inference = new InferenceOptions { Provider = "auto", Threads = 8, Lanes = 4, Device = 3 };
        using CascadeSession session = model.Open(inference.ToExecution());
        using var set = new LaneSet(model, session, Options.Create(inference));

        LaneDefinition lane = Assert.Single(set.Lanes);
        Assert.Equal((name, 2), (lane.Name, lane.Workers));
        Assert.Equal(new LaneSession<CascadeSession>(session), Assert.Single(set.Sessions));
        Assert.Single(model.Opened);
    }

    // Auto that fell back: only after opening is it known what runs.
    [Fact]
    public void Lanes_AfterAFallback_AreThoseOfTheCpu()
    {
        var model = new FakeModelFolder(_stages, new ProviderReport(ExecutionProvider.Auto, ExecutionProvider.Cpu, "no GPU"));
        var inference = new InferenceOptions { Threads = 2 };
        using CascadeSession session = model.Open(inference.ToExecution());
        using var set = new LaneSet(model, session, Options.Create(inference));

        Assert.Equal(["cpu-1", "cpu-2"], set.Lanes.Select(lane => lane.Name));
        Assert.Equal([ExecutionProvider.Auto, ExecutionProvider.Cpu], model.Opened.Select(options => options.Provider));
    }

    [Theory]
    [InlineData(0, ExecutionProvider.Cpu, 16)]
    [InlineData(0, ExecutionProvider.Cuda, 64)]
    [InlineData(0, ExecutionProvider.TensorRt, 64)]
    [InlineData(5, ExecutionProvider.Cpu, 5)]
    [InlineData(5, ExecutionProvider.Cuda, 5)]
    public void ToCascade_BatchLimit_FollowsTheProviderWhereItIsNotSet(int setting, ExecutionProvider provider, int limit) =>
        Assert.Equal(limit, new ServingOptions { BatchLimit = setting }.ToCascade(provider).BatchLimit);

    [Fact]
    public void ToSchedulerAndCascade_EverySetting_ArrivesThere()
    {
        var serving = new ServingOptions
        {
            QueueLimit = 7,
            Policy = BatchPolicies.Drain,
            StageTimeout = TimeSpan.FromSeconds(3),
            Degraded = new DegradedSettings { Enabled = true, EnterAt = 0.9, LeaveAt = 0.1, Factor = 2, MaxError = 0.5f },
        };

        SchedulerOptions options = serving.ToScheduler();
        CascadeOptions cascade = serving.ToCascade(ExecutionProvider.Cpu);

        Assert.Equal((7, BatchPolicies.Drain, TimeSpan.FromSeconds(3)), (cascade.QueueLimit, options.Policy, options.StageTimeout));
        Assert.Equal(
            new DegradedOptions { Enabled = true, EnterAt = 0.9, LeaveAt = 0.1, Factor = 2, MaxError = 0.5f }, cascade.Degraded);
    }
}
