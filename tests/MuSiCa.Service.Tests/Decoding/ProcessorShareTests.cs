using MuSiCa.Service.Decoding;

namespace MuSiCa.Service.Tests.Decoding;

public sealed class ProcessorShareTests
{
    // Of /proc/PID/stat, counted behind the name, which may hold anything.
    private const int NicenessField = 16;

    [Fact]
    public void GiveWay_OneThread_IsNicerAndTheOthersAreNot()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has a niceness for each thread");
        (int Before, int After) thread = default;
        int own = Niceness();

        var giving = new Thread(() =>
        {
            thread.Before = Niceness();
            ProcessorShare.GiveWay();
            thread.After = Niceness();
        });
        giving.Start();
        giving.Join();

        Assert.Equal(Math.Min(19, thread.Before + ProcessorShare.Niceness), thread.After);
        Assert.Equal(own, Niceness());
    }

    private static int Niceness()
    {
        string text = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[NicenessField], System.Globalization.CultureInfo.InvariantCulture);
    }
}
