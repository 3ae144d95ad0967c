using System.Text;
using System.Text.Json;
using MuSiCa.Cli;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Runs the parts and writes what they came to.</summary>
internal sealed class BenchRun(BenchSettings settings, Screen screen, TimeProvider timeProvider)
{
    private const double PictureScale = 1.5;
    private const double GpuDeadline = 50;

    private readonly SchedulerClock _clock = new(timeProvider);
    private readonly BenchPlan _plan = settings.Quick ? BenchPlan.Quick : BenchPlan.Full;
    private readonly List<string> _charts = [];

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset date = timeProvider.GetUtcNow();
        var machine = MachineInfo.Read();
        ModelPackage package = ModelPackage.Load(settings.Model);
        Directory.CreateDirectory(settings.Output);
        var processorBench = new ProcessorBench(settings, package, _plan, timeProvider, _clock, Report);
        BenchFaces? faces = processorBench.IsWanted ? Faces(package, cancellationToken) : null;
        ProcessorParts processor = faces is null
            ? new ProcessorParts(null, null, null, null)
            : await processorBench.RunAsync(faces, cancellationToken);
        IReadOnlyList<SimulatedDevice>? simulation = Simulate(package, processor.Ceiling, cancellationToken);
        DecodeResult? decode = settings.Parts.Contains(BenchParts.Decode) ? new DecodeBench(_plan, Report).Run(cancellationToken) : null;
        HttpResult? http = await RunAsync(
            BenchParts.Http,
            () => new HttpBench(settings, package, _plan, _clock, Report).RunAsync(cancellationToken),
            static reason => new HttpResult([], [], [], null, reason));
        FindResult? find = await RunAsync(
            BenchParts.Find,
            () => new FindBench(settings, _plan, _clock, Report).RunAsync(cancellationToken),
            static reason => new FindResult([], reason));
        PrecisionResult? precision = await RunAsync(
            BenchParts.Precision,
            () => new PrecisionBench(_plan, _clock, Report).RunAsync(cancellationToken),
            static reason => new PrecisionResult([], reason));
        TrackingParts tracking = await new TrackingBench(settings, package, _plan, _clock, screen, Report).RunAsync(cancellationToken);
        StressParts stress = await new StressBench(settings, _plan, _clock, Report).RunAsync(cancellationToken);
        DrawMeasured(processor, http);
        DrawTracking(tracking);
        if (stress.Overload is { Points.Count: > 0 } overload)
        {
            Draw("overload.png", OverloadChart.Goodput(overload).ToSvg());
        }

        var report = new BenchReport
        {
            SchedulerOverCeiling = processor.Closed?.Saturation.OverCeiling,
            SelectiveOverFixed = processor.Closed?.Saturation.SelectiveOverFixed,
            SelectivePromise = processor.Closed?.Saturation.SelectivePromise,
            SelectiveOverPromise = processor.Closed?.Saturation.OverPromise,
            SelectiveErrorOverFixed = processor.Selective?.OverFixed,
            SelectiveErrorSource = processor.Selective?.Source,
            SelectiveErrorPromise = processor.Selective?.Promise,
            ReformOverDrainGoodput = simulation?[0].At(SimulationBench.GoalRate).Ratio,
            SingleLatencyOverRunner = processor.Closed?.Alone.Ratio,
            HttpOverPeer = http?.OverPeer,
            HttpOverPeerReason = http?.Reason,
            BytesPerFace = processor.Closed?.BytesPerFace,
            Goals = Goals.Of(processor.Closed, processor.Selective, processor.Open, simulation, http, find, precision, tracking, stress),
            Machine = machine,
            Date = date,
            Seconds = _clock.Now.TotalSeconds,
            Quick = settings.Quick,
            Model = $"{package.Name} {package.Version}",
            Faces = faces?.Source ?? "none in these parts",
            Ceiling = processor.Ceiling,
            Closed = processor.Closed,
            Selective = processor.Selective,
            Open = processor.Open,
            Simulation = simulation,
            Decode = decode,
            Http = http,
            Find = find,
            Precision = precision,
            Track = tracking.Track,
            Stream = tracking.Stream,
            Overload = stress.Overload,
            Memory = stress.Memory,
        };
        Write(report);
    }

    private BenchFaces Faces(ModelPackage package, CancellationToken cancellationToken)
    {
        Report("framing faces");
        return new FaceLoader(package, screen).Load(settings.Data, RepositoryFolder.Samples(), cancellationToken);
    }

    // What was measured before must not be lost with it.
    private async Task<T?> RunAsync<T>(string part, Func<Task<T>> run, Func<string, T> failed)
        where T : class
    {
        if (!settings.Parts.Contains(part))
        {
            return null;
        }

        try
        {
            return await run();
        }
        catch (Exception exception) when (exception is UserException or HttpRequestException)
        {
            Report($"{part}: FAILED. {exception.Message}");
            return failed(exception.Message);
        }
    }

    private IReadOnlyList<SimulatedDevice>? Simulate(ModelPackage package, CeilingResult? ceiling, CancellationToken cancellationToken)
    {
        if (!settings.Parts.Contains(BenchParts.Simulation))
        {
            return null;
        }

        var bench = new SimulationBench(package.Stages.Length, _plan.SimulatedFaces);
        List<(DeviceCosts Device, double Deadline)> devices = [(DeviceCosts.FixedPerBatch, GpuDeadline)];
        if (ceiling is not null)
        {
            devices.Add((ceiling.Tables[0].ToDevice("one lane of this processor").UpTo(PolicySet.BatchLimit), OpenBench.Deadline));
        }

        if (settings.Costs is { } costs)
        {
            devices.Add((CostFile.Read(costs), GpuDeadline));
        }

        (DeviceCosts Device, SimulatedDevice Result)[] results =
        [
            .. devices.Select(device => (device.Device, bench.Run(device.Device, device.Deadline, Report, cancellationToken))),
        ];
        Draw("simulation.png", LatencyCharts.Simulation(bench, results).ToSvg());
        double nearlyAll = 0.95 * results[0].Result.At(SimulationBench.GoalRate).ReformSustained;
        Draw("batches.png", BatchPicture.ToSvg(devices[0].Device, bench.Load(SimulationBench.GoalRate, nearlyAll, 20_000), 400, 440));
        return [.. results.Select(static result => result.Result)];
    }

    private void DrawMeasured(ProcessorParts processor, HttpResult? http)
    {
        if (processor.Ceiling is { } ceiling)
        {
            Draw("ceiling.png", ThroughputCharts.Ceiling(ceiling).ToSvg());
        }

        if (processor.Closed is { } closed)
        {
            Draw("closed.png", ThroughputCharts.Closed(closed).ToSvg());
        }

        if (processor.Open is { } open)
        {
            Draw("open.png", LatencyCharts.Open(open).ToSvg());
        }

        if (http is { Points.Count: > 0 })
        {
            Draw("http.png", ThroughputCharts.Http(http).ToSvg());
            Draw("phases.png", ThroughputCharts.Phases(http).ToSvg());
        }
    }

    private void DrawTracking(TrackingParts tracking)
    {
        if (tracking.Track is { } track)
        {
            Draw("tracking.png", TrackCharts.Traces(track).ToSvg());
        }

        if (tracking.Stream is { Points.Count: > 0 } stream)
        {
            Draw("streams.png", TrackCharts.Streams(stream).ToSvg());
        }
    }

    private void Draw(string name, string svg)
    {
        OutputFile.Write(Path.Combine(settings.Output, name), SvgRenderer.RenderPng(svg, PictureScale));
        _charts.Add(name);
    }

    private void Write(BenchReport report)
    {
        string markdown = MarkdownReport.Write(report, _charts);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(report, BenchJson.Default.BenchReport);
        OutputFile.Write(Path.Combine(settings.Output, "report.md"), Encoding.UTF8.GetBytes(markdown));
        OutputFile.Write(Path.Combine(settings.Output, "bench.json"), json);
        if (settings.Json is { } file)
        {
            OutputFile.Write(file, json);
        }

        screen.Output.WriteLine(markdown);
        Report($"wrote report.md, bench.json and {_charts.Count} charts to {Path.GetFullPath(settings.Output)}");
    }

    private void Report(string what) => screen.Error.WriteLine(Invariant($"[{_clock.Now.TotalSeconds,6:0.0} s] {what}"));
}
