using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>
/// Faces that arrive by themselves. A latency begins when the face was due, not when the generator came to bring it, so a
/// scheduler that falls behind cannot hide it.
/// </summary>
internal sealed class OpenLoop(ModelPackage package, FaceRing ring, FaceLog faces, BatchLog batches, SchedulerClock clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly FaceOrder _order = new(1);

    /// <summary>Brings every face when it is due and waits for the last.</summary>
    public async Task<OpenFigures> RunAsync(
        ServedCascade scheduler, string policy, TimeSpan[] due, double deadline, CancellationToken cancellationToken)
    {
        faces.Clear();
        batches.Clear();
        TimeSpan begin = clock.Now;
        var running = new Task<bool>[due.Length];
        var generator = new Thread(() =>
        {
            for (int next = 0; next < due.Length; Thread.Sleep(Pause))
            {
                TimeSpan now = clock.Now - begin;
                while (next < due.Length && due[next] <= now)
                {
                    running[next] = BringAsync(scheduler, begin + due[next++]);
                }

                if (cancellationToken.IsCancellationRequested)
                {
                    Array.Fill(running, Task.FromResult(false), next, due.Length - next);
                    return;
                }
            }
        });
        generator.Start();
        await Task.Run(generator.Join, CancellationToken.None);
        bool[] through = await Task.WhenAll(running);
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan elapsed = clock.Now - begin;
        double[] sorted = faces.Sorted();
        int within = sorted.Count(latency => latency <= deadline);
        return new OpenFigures
        {
            Policy = policy,
            Arrived = due.Length,
            Refused = through.Count(static each => !each),
            FacesPerSecond = sorted.Length / elapsed.TotalSeconds,
            WithinDeadline = within / (double)Math.Max(1, due.Length),
            Goodput = within / elapsed.TotalSeconds,
            Latency = Latencies.Of(sorted),
            MeanStages = faces.MeanStages,
            MeanBatch = batches.MeanBatch(),
        };
    }

    private async Task<bool> BringAsync(ServedCascade scheduler, TimeSpan due)
    {
        if (ring.TryTake() is not { } face)
        {
            return false;
        }

        face.Restart(package);
        if (!scheduler.TryAdmit(_order, out IFaceAdmission? admission, out _))
        {
            ring.Give(face);
            return false;
        }

        FaceOutcome outcome = await admission.AlignAsync(face, CancellationToken.None);
        faces.Add(clock.Now - due, outcome);
        ring.Give(face);
        return true;
    }
}
