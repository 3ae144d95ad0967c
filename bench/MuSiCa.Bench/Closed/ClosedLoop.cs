using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>Callers that each bring a face, wait for it, and bring the next at once.</summary>
internal sealed class ClosedLoop(ModelPackage package, FaceRing ring, FaceLog faces, BatchLog batches, SchedulerClock clock)
{
    private volatile bool _isMeasured;
    private volatile bool _isOver;

    /// <summary>Runs a number of callers for a while.</summary>
    public async Task<LoadFigures> RunAsync(
        ServedCascade scheduler, FaceOrder order, int callers, TimeSpan warmUp, TimeSpan window, CancellationToken cancellationToken)
    {
        (_isMeasured, _isOver) = (false, false);
        Task[] running = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(scheduler, order), CancellationToken.None))];
        LoadFigures figures;
        try
        {
            await Task.Delay(warmUp, cancellationToken);
            figures = await MeasureAsync(window, cancellationToken);
        }
        finally
        {
            _isOver = true;
            await Task.WhenAll(running);
        }

        return figures;
    }

    private async Task<LoadFigures> MeasureAsync(TimeSpan window, CancellationToken cancellationToken)
    {
        faces.Clear();
        batches.Clear();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        TimeSpan begin = clock.Now;
        _isMeasured = true;
        await Task.Delay(window, cancellationToken);
        _isMeasured = false;
        TimeSpan elapsed = clock.Now - begin;
        processor = Environment.CpuUsage.TotalTime - processor;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new LoadFigures
        {
            FacesPerSecond = faces.Count / elapsed.TotalSeconds,
            Latency = Latencies.Of(faces.Sorted()),
            MeanStages = faces.MeanStages,
            MeanBatch = batches.MeanBatch(),
            PaddingShare = batches.PaddingShare(),
            BytesPerFace = bytes / (double)Math.Max(1, faces.Count),
            ProcessorMilliseconds = processor.TotalMilliseconds / Math.Max(1, faces.Count),
        };
    }

    private async Task CallAsync(ServedCascade scheduler, FaceOrder order)
    {
        while (!_isOver)
        {
            PreparedFace face = ring.TryTake() ?? throw new InvalidOperationException("There are more callers than faces.");
            face.Restart(package);
            TimeSpan begin = clock.Now;
            if (!scheduler.TryAdmit(order, out IFaceAdmission? admission, out AdmissionRefusal? refusal))
            {
                throw new AdmissionException(refusal);
            }

            FaceOutcome outcome = await admission.AlignAsync(face, CancellationToken.None);
            if (_isMeasured)
            {
                faces.Add(clock.Now - begin, outcome);
            }

            ring.Give(face);
        }
    }
}
