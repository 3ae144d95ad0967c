using CsCheck;

namespace MuSiCa.Serving.Tests;

/// <summary>When shadows run.</summary>
public sealed class ShadowTurnTests : IDisposable
{
    private const int Lanes = 2;

    private readonly IdleWorkers _two = new(sharesProcessors: [false, false]);

    [Fact]
    public void Take_OnlyShadowsWait_RunsOneBatchOfThemAtATime()
    {
        Wait(_two, shadows: 2 * IdleWorkers.Limit);

        Assert.Equal(IdleWorkers.Limit, _two.Take(_two.Worker(lane: 0)));
        Assert.Equal(0, _two.Take(_two.Worker(lane: 1)));
        Assert.Equal(0, _two.Take(_two.Worker(lane: 0)));
    }

    [Fact]
    public void Take_LaneSharesProcessors_RunsOneShadow()
    {
        using var shared = new IdleWorkers(sharesProcessors: true);
        Wait(shared, shadows: IdleWorkers.Limit);

        Assert.Equal(1, shared.Take(shared.Worker(lane: 0)));
    }

    [Fact]
    public void Take_ShadowsRun_NewcomersFindTheLaneIdle()
    {
        Wait(_two, shadows: 1);
        Assert.Equal(1, _two.Take(_two.Worker(lane: 0)));
        _two.Wait(2);

        Assert.Equal(1, _two.Take(_two.Worker(lane: 0)));
        Assert.Equal(1, _two.Take(_two.Worker(lane: 1)));
    }

    [Fact]
    public void Take_AnotherLaneRunsFaces_LeavesShadows()
    {
        Wait(_two, shadows: 1);
        _two.Wait(1);
        Worker busy = _two.Worker(lane: 0);
        Assert.False(Assert.Single(Taken(_two, busy)).IsShadow);

        Assert.Equal(0, _two.Take(_two.Worker(lane: 1)));

        busy.Batch.Clear();
        Assert.True(_two.Dispatcher.TryReturn(busy, default));
        Assert.True(Assert.Single(Taken(_two, busy)).IsShadow);
    }

    [Fact]
    public void Take_FacesAreBeingPrepared_LeavesShadows()
    {
        Wait(_two, shadows: 1);
        _two.Expected = 1;

        Assert.Equal(0, _two.Take(_two.Worker(lane: 0)));
    }

    [Fact]
    public void TryAddShadow_NewcomersWait_LeavesItWithItsOwner()
    {
        _two.Wait(1);

        Assert.False(_two.Dispatcher.TryAddShadow(_two.Item(isShadow: true, stage: 1), default));
    }

    [Fact]
    public void TryAddShadow_Closed_LeavesItWithItsOwner()
    {
        _two.Dispatcher.Close();

        Assert.False(_two.Dispatcher.TryAddShadow(_two.Item(isShadow: true), default));
    }

    [Fact]
    public void RemoveAll_FacesAndShadows_GivesBoth()
    {
        Wait(_two, shadows: 2);
        _two.Wait(3);

        Assert.Equal(5, _two.Dispatcher.RemoveAll().Length);
        Assert.Empty(_two.Dispatcher.RemoveAll());
    }

    // Each step is one of: a face comes, a shadow comes, a worker takes, a worker gives back (some go on), shadows give way.
    [Fact]
    public void Take_Anything_NoFaceIsBehindAShadowAndNothingIsLost() => Gen
        .Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, TestModel.Stages - 1])
        .Array[1, 60]
        .Sample(static steps =>
        {
            using var idle = new IdleWorkers(sharesProcessors: [false, true]);
            Worker[] workers = [.. Enumerable.Range(0, 2 * Lanes).Select(number => idle.Worker(number % Lanes))];
            var waiting = new HashSet<WorkItem>();
            foreach ((int kind, int number, int stage) in steps)
            {
                Worker worker = workers[number];
                switch (kind)
                {
                    case 0:
                    case 1:
                        TestItem item = idle.Item(isShadow: kind == 1, stage);
                        bool isIn = item.IsShadow ? idle.Dispatcher.TryAddShadow(item, default) : idle.Dispatcher.TryAdd([item], default);
                        Assert.True(isIn || (item.IsShadow && waiting.Any(static other => !other.IsShadow && other.Stage == 0)));
                        if (isIn)
                        {
                            waiting.Add(item);
                        }

                        break;
                    case 2 when worker.Batch.Items.Length == 0:
                        bool mayShadow = waiting.All(static other => other.IsShadow) && workers.All(static one => one.Batch.Items.Length == 0);
                        WorkItem[] taken = Taken(idle, worker);
                        Assert.Single(taken.Select(static one => one.IsShadow).Append(taken.Length > 0 && taken[0].IsShadow).Distinct());
                        Assert.True(taken.Length == 0 || !taken[0].IsShadow || mayShadow);
                        Assert.All(taken, one => Assert.True(waiting.Remove(one)));
                        break;
                    case 3 when worker.Batch.Items.Length > 0:
                        if (stage == 0)
                        {
                            worker.Batch.Clear();
                        }

                        waiting.UnionWith(worker.Batch.Items.ToArray());
                        Assert.True(idle.Dispatcher.TryReturn(worker, default));
                        break;
                    case 4:
                        WorkItem[] given = idle.Dispatcher.RemoveShadows(idle.Model);
                        Assert.True(given.ToHashSet().SetEquals(waiting.Where(static other => other.IsShadow)));
                        waiting.ExceptWith(given);
                        break;
                }
            }

            Assert.True(idle.Dispatcher.RemoveAll().ToHashSet().SetEquals(waiting));
        });

    public void Dispose() => _two.Dispose();

    private static void Wait(IdleWorkers workers, int shadows)
    {
        for (int i = 0; i < shadows; i++)
        {
            Assert.True(workers.Dispatcher.TryAddShadow(workers.Item(isShadow: true, stage: 1), default));
        }
    }

    private static WorkItem[] Taken(IdleWorkers workers, Worker worker)
    {
        workers.Take(worker);
        return worker.Batch.Items.ToArray();
    }
}
