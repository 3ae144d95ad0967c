using System.Diagnostics.Metrics;

namespace MuSiCa.Serving.Tests;

public sealed class InstrumentTests
{
    [Fact]
    public void Instruments_OfTheScheduler_AreThese()
    {
        using var meters = new TestMeters();
        using var fixture = new SchedulerFixture(meters: meters);

        Assert.Equal(
            [
                ("musica.batch.duration", "Histogram<Double>", "s"),
                ("musica.batch.limit", "ObservableGauge<Int32>", "{face}"),
                ("musica.batch.padding", "Histogram<Int32>", "{face}"),
                ("musica.batch.size", "Histogram<Int32>", "{face}"),
                ("musica.cancellations", "Counter<Int64>", "{face}"),
                ("musica.degraded", "ObservableGauge<Int32>", null),
                ("musica.exit.predicted_error", "Histogram<Double>", null),
                ("musica.exit.regret", "Histogram<Double>", null),
                ("musica.exit.shadows", "Counter<Int64>", "{face}"),
                ("musica.exit.threshold_factor", "ObservableGauge<Double>", null),
                ("musica.faces", "Counter<Int64>", "{face}"),
            ("musica.finder.depth", "ObservableGauge<Int32>", "{view}"),
                ("musica.lane.info", "ObservableGauge<Int32>", null),
                ("musica.lane.stalled", "ObservableGauge<Int32>", null),
                ("musica.memory.limit", "ObservableGauge<Int64>", "By"),
                ("musica.memory.used", "ObservableGauge<Int64>", "By"),
                ("musica.queue.depth", "ObservableGauge<Int32>", "{face}"),
                ("musica.queue.faces", "ObservableGauge<Int32>", "{face}"),
                ("musica.queue.limit", "ObservableGauge<Int32>", "{face}"),
                ("musica.rejections", "Counter<Int64>", "{request}"),
                ("musica.retries", "Counter<Int64>", "{pass}"),
                ("musica.stage.degraded_exits", "Counter<Int64>", "{face}"),
                ("musica.stage.exits", "Counter<Int64>", "{face}"),
                ("musica.stage.predicted_error", "Histogram<Double>", null),
            ],
            meters.Instruments.Select(Describe).Order());
        Assert.All(meters.Instruments, instrument => Assert.Equal("MuSiCa", instrument.Meter.Name));
        Assert.All(meters.Instruments, instrument => Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal));
    }

    private static (string Name, string Kind, string? Unit) Describe(Instrument instrument)
    {
        Type type = instrument.GetType();
        return (instrument.Name, $"{type.Name.Split('`')[0]}<{type.GenericTypeArguments[0].Name}>", instrument.Unit);
    }
}
