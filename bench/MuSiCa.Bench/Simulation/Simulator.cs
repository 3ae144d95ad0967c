using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>
/// Runs the scheduler's own queues, planner and policy on a device that takes exactly the time its costs say, in virtual time:
/// the same load gives the same figures on every machine.
/// </summary>
internal sealed class Simulator
{
    private readonly DeviceCosts _device;
    private readonly IBatchPolicy _policy;
    private readonly SimulatedModel _model;
    private readonly QueueSet _queues = new();
    private readonly BatchPlanner _planner;
    private readonly int _stages;
    private readonly List<SimulatedFace> _batch = [];
    private readonly List<double> _latencies = [];
    private readonly List<SimulatedBatch> _ran = [];

    private Simulator(DeviceCosts device, IBatchPolicy policy, int stages)
    {
        _device = device;
        _policy = policy;
        _stages = stages;
        _model = new SimulatedModel(device, stages);
        _queues.Add(_model);
        _planner = new BatchPlanner(_queues, policy);
    }

    /// <summary>Runs a load to its end under a policy, one of <see cref="BatchPolicies.Names"/>.</summary>
    public static SimulationResult Run(DeviceCosts device, string policy, SimulatedLoad load)
    {
        var simulator = new Simulator(device, BatchPolicies.Create(policy), load.Stages);
        TimeSpan end = simulator.Run(load.Arrivals(simulator._model));
        simulator._latencies.Sort();
        return new SimulationResult([.. simulator._latencies], load.Faces / end.TotalSeconds, simulator._ran);
    }

    private TimeSpan Run(IEnumerable<SimulatedFace> arrivals)
    {
        using IEnumerator<SimulatedFace> next = arrivals.GetEnumerator();
        SimulatedFace? arriving = Next(next);
        TimeSpan now = TimeSpan.Zero;
        while (arriving is not null || _queues.Count > 0)
        {
            if (_queues.Count == 0)
            {
                now = arriving!.Arrived;
            }

            arriving = Admit(next, arriving, now);
            (StageQueue queue, int faces) = _planner.Choose(lane: 0, idleLanes: 1, isBusy: false, now);
            int stage = queue.Stage;
            for (int i = 0; i < faces; i++)
            {
                _batch.Add((SimulatedFace)_queues.Take(queue));
            }

            do
            {
                TimeSpan begin = now;
                now += _device.Of(stage, _batch.Count);
                _ran.Add(new SimulatedBatch(stage, _batch.Count, begin, now));
                arriving = Admit(next, arriving, now);
                Finish(stage++, now);
            }
            while (_policy.StaysTogether && _batch.Count > 0);

            foreach (SimulatedFace face in _batch)
            {
                _queues.Add(face, now);
            }

            _batch.Clear();
        }

        return now;
    }

    private SimulatedFace? Admit(IEnumerator<SimulatedFace> next, SimulatedFace? arriving, TimeSpan now)
    {
        while (arriving is not null && arriving.Arrived <= now)
        {
            _queues.Add(arriving, arriving.Arrived);
            arriving = Next(next);
        }

        return arriving;
    }

    private static SimulatedFace? Next(IEnumerator<SimulatedFace> faces) => faces.MoveNext() ? faces.Current : null;

    private void Finish(int stage, TimeSpan now)
    {
        foreach (SimulatedFace face in _batch)
        {
            face.Stage = stage + 1;
            if (IsThrough(face))
            {
                _latencies.Add((now - face.Arrived).TotalMilliseconds);
            }
        }

        _batch.RemoveAll(IsThrough);
    }

    private bool IsThrough(SimulatedFace face) => _policy.LeavesEarly ? face.IsThrough() : face.Stage >= _stages;
}
