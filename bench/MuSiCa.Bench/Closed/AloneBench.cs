using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>The same faces one by one, in turn through the scheduler and through the offline runner.</summary>
internal sealed class AloneBench(CascadeSession whole, ServedCascade scheduler, IReadOnlyList<PreparedFace> faces, SchedulerClock clock)
{
    private const int WarmUp = 20;

    private readonly FaceOrder _order = new(1);

    public async Task<AloneResult> RunAsync(int count, CancellationToken cancellationToken)
    {
        using var runner = new OfflineRunner(whole);
        var scheduled = new List<double>();
        var offline = new List<double>();
        for (int i = 0; i < WarmUp + count; i++)
        {
            // Whoever goes second finds the face in the cache.
            PreparedFace face = faces[i % faces.Count];
            bool isFirst = i % 2 == 0;
            double byRunner = isFirst ? double.NaN : Offline(runner, face, cancellationToken);
            double byScheduler = await ScheduledAsync(face, cancellationToken);
            byRunner = isFirst ? Offline(runner, face, cancellationToken) : byRunner;
            if (i >= WarmUp)
            {
                scheduled.Add(byScheduler);
                offline.Add(byRunner);
            }
        }

        double median = Figures.Median(scheduled);
        double reference = Figures.Median(offline);
        return new AloneResult(median, reference, median / reference);
    }

    private async Task<double> ScheduledAsync(PreparedFace face, CancellationToken cancellationToken)
    {
        TimeSpan begin = clock.Now;
        face.Restart(whole.Package);
        if (!scheduler.TryAdmit(_order, out IFaceAdmission? admission, out AdmissionRefusal? refusal))
        {
            throw new AdmissionException(refusal);
        }

        FaceOutcome outcome = await admission.AlignAsync(face, cancellationToken);
        _ = outcome.Describe(face);
        return (clock.Now - begin).TotalMilliseconds;
    }

    private double Offline(OfflineRunner runner, PreparedFace face, CancellationToken cancellationToken)
    {
        TimeSpan begin = clock.Now;
        _ = runner.Align([face], ExitLimits.Default, cancellationToken);
        return (clock.Now - begin).TotalMilliseconds;
    }
}
