using System.Diagnostics.Metrics;

namespace MuSiCa.Service.Tests;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Scrape_NothingMeasured_IsTheTargetAlone()
    {
        using var bench = new ExporterBench();

        Assert.Equal(
            "# HELP target_info What is measured here.\n# TYPE target_info gauge\ntarget_info{flag=\"true\",service_name=\"a\\\"b\"} 1\n",
            bench.Text());
    }

    [Fact]
    public void Scrape_Counter_HasHelpAndTypeOnceAndGrows()
    {
        using var bench = new ExporterBench();
        Counter<long> counter = bench.Meter.CreateCounter<long>("faces", "{face}", "Faces seen.");
        counter.Add(2, new KeyValuePair<string, object?>("stage", 1));
        counter.Add(3, new KeyValuePair<string, object?>("stage", 2));
        string[] before = bench.Lines();

        counter.Add(5, new KeyValuePair<string, object?>("stage", 1));

        Assert.Equal(
            ["# HELP faces_total Faces seen.", "# TYPE faces_total counter", "faces_total{stage=\"1\"} 2", "faces_total{stage=\"2\"} 3"],
            before);
        Assert.Equal([.. before[..2], "faces_total{stage=\"1\"} 7", before[3]], bench.Lines());
    }

    [Fact]
    public void Scrape_Histogram_IsCumulative()
    {
        using var bench = new ExporterBench(0.00005, 0.5, 10);
        Histogram<double> histogram = bench.Meter.CreateHistogram<double>("wait.duration", "s");
        histogram.Record(0.00005);
        histogram.Record(0.25);
        histogram.Record(0.25);
        histogram.Record(100);
        Histogram<int> labelled = bench.Meter.CreateHistogram<int>("x");
        labelled.Record(1, new KeyValuePair<string, object?>("le", "own"));

        Assert.Equal(
            [
                "# TYPE wait_duration_seconds histogram",
                "wait_duration_seconds_bucket{le=\"5e-05\"} 1",
                "wait_duration_seconds_bucket{le=\"0.5\"} 3",
                "wait_duration_seconds_bucket{le=\"10\"} 3",
                "wait_duration_seconds_bucket{le=\"+Inf\"} 4",
                "wait_duration_seconds_sum 100.50005",
                "wait_duration_seconds_count 4",
                "# TYPE x histogram",
                "x_bucket{exported_le=\"own\",le=\"5e-05\"} 0",
                "x_bucket{exported_le=\"own\",le=\"0.5\"} 0",
                "x_bucket{exported_le=\"own\",le=\"10\"} 1",
                "x_bucket{exported_le=\"own\",le=\"+Inf\"} 1",
                "x_sum{exported_le=\"own\"} 1",
                "x_count{exported_le=\"own\"} 1",
            ],
            bench.Lines());
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1234567.5, "1234567.5")]
    [InlineData(-0.1, "-0.1")]
    [InlineData(1e300, "1e+300")]
    public void Scrape_DoubleGauge_IsSpeltAsPrometheusReadsIt(double value, string expected)
    {
        using var bench = new ExporterBench();
        bench.Meter.CreateObservableGauge("a", () => value);

        Assert.Equal(["# TYPE a gauge", $"a {expected}"], bench.Lines());
    }

    [Fact]
    public void Scrape_UpDownCounter_IsAGauge()
    {
        using var bench = new ExporterBench();
        bench.Meter.CreateUpDownCounter<int>("a").Add(-3);

        Assert.Equal(["# TYPE a gauge", "a -3"], bench.Lines());
    }

    [Fact]
    public void Scrape_Labels_AreEscapedAndInOrder()
    {
        using var bench = new ExporterBench();
        Counter<int> counter = bench.Meter.CreateCounter<int>("a", null, "first\\line\nsecond \"quoted\"");
        counter.Add(
            1,
            new("z", "back\\slash \"quote\" new\nline ü"), new("b", true), new("c", 1.5), new("a.b", null), new("list", new[] { 1, 2 }));

        Assert.Equal(
            [
                "# HELP a_total first\\\\line\\nsecond \"quoted\"",
                "# TYPE a_total counter",
                "a_total{a_b=\"\",b=\"true\",c=\"1.5\",list=\"[1,2]\",z=\"back\\\\slash \\\"quote\\\" new\\nline ü\"} 1",
            ],
            bench.Lines());
    }

    [Fact]
    public void Scrape_AttributesOfTheSameName_ShareTheLabel()
    {
        using var bench = new ExporterBench();
        bench.Meter.CreateCounter<int>("a").Add(1, new("x_y", "second"), new("x.y", "first"));

        Assert.Equal("a_total{x_y=\"first;second\"} 1", bench.Lines()[^1]);
    }

    [Fact]
    public void Scrape_Families_AreInOrderOfTheirNames()
    {
        using var bench = new ExporterBench();
        foreach (string name in (string[])["c", "a", "b"])
        {
            bench.Meter.CreateCounter<int>(name).Add(1);
        }

        Assert.Equal(["a_total 1", "b_total 1", "c_total 1"], bench.Lines().Where(line => line[0] != '#'));
    }

    [Fact]
    public void Scrape_SameInstrumentOfTwoMeters_IsOneFamily()
    {
        using var bench = new ExporterBench();
        bench.Meter.CreateCounter<int>("a", null, "help").Add(1, new KeyValuePair<string, object?>("reason", "x"));
        bench.NewMeter("two").CreateCounter<int>("a", null, "other help").Add(2, new KeyValuePair<string, object?>("reason", "y"));

        Assert.Equal(["# HELP a_total help", "# TYPE a_total counter", "a_total{reason=\"x\"} 1", "a_total{reason=\"y\"} 2"], bench.Lines());
        Assert.Empty(bench.Warnings);
    }

    [Fact]
    public void Scrape_SameSeriesOfTwoMeters_IsWrittenOnceAndReportedOnce()
    {
        using var bench = new ExporterBench();
        bench.Meter.CreateCounter<int>("a").Add(1);
        bench.NewMeter("two").CreateCounter<int>("a").Add(2);
        bench.Lines();

        Assert.Equal(["# TYPE a_total counter", "a_total 1"], bench.Lines());
        Assert.Contains("called a_total there", Assert.Single(bench.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_SameNameOfAnotherType_IsLeftOutAndReported()
    {
        using var bench = new ExporterBench();
        bench.Meter.CreateCounter<int>("a").Add(1);
        bench.NewMeter("two").CreateUpDownCounter<int>("a.total").Add(2);

        Assert.Equal(["# TYPE a_total counter", "a_total 1"], bench.Lines());
        Assert.Single(bench.Warnings);
    }

    [Fact]
    public void Scrape_Again_ReusesItsBuffers()
    {
        const int Series = 500;
        using var bench = new ExporterBench();
        Histogram<double> histogram = bench.Meter.CreateHistogram<double>("a.duration", "s");
        for (int i = 0; i < Series; i++)
        {
            histogram.Record(i, new("http.route", "/v1/landmarks"), new("i", i));
        }

        bench.Scrape();
        bench.Scrape();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int length = bench.Scrape();

        Assert.True(length > 100 * Series);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }
}
