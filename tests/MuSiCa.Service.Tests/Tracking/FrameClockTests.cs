using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Tests.Tracking;

public sealed class FrameClockTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(40);

    [Theory]
    [InlineData(40_000, 40)] // as it is
    [InlineData(40_000, 3)] // a recording, faster than it was
    [InlineData(40_000, 2000)] // a slow service
    [InlineData(1000, 10)] // a fast camera
    [InlineData(60_000_000, 40)] // one picture a minute
    public void Next_TimesThatAdvance_AreTaken(long step, int arrival)
    {
        var clock = new FrameClock();
        for (int i = 0; i < 20; i++)
        {
            (TimeSpan time, string? notice) = clock.Next(long.MinValue + (i * step), i * TimeSpan.FromMilliseconds(arrival));

            Assert.Equal(TimeSpan.FromMicroseconds(i * step), time);
            Assert.Null(notice);
        }
    }

    [Theory]
    [InlineData(0)] // none
    [InlineData(40)] // milliseconds
    [InlineData(-40_000)] // back
    [InlineData(long.MaxValue)] // to and fro
    public void Next_TimesThatDoNot_GiveWayToArrival(long step)
    {
        var clock = new FrameClock();
        for (int i = 0; i < 20; i++)
        {
            (TimeSpan time, string? notice) = clock.Next(unchecked(i * step), i * Frame);

            Assert.Equal(i * Frame, time);
            Assert.Equal(i == 1, notice is not null);
        }
    }

    [Fact]
    public void Next_AnyTimes_NeverGoesBackAndSaysSoOnce()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            long[] odd = [0, long.MinValue, long.MaxValue, -1, 1, random.NextInt64(), -random.NextInt64()];
            var clock = new FrameClock();
            (TimeSpan arrival, TimeSpan last, int notices) = (TimeSpan.Zero, TimeSpan.Zero, 0);
            for (int i = 0; i < 100; i++)
            {
                arrival += random.Next(100) * TimeSpan.FromMilliseconds(1);
                long microseconds = random.Next(3) == 0 ? odd[random.Next(odd.Length)] : i * 40_000;
                (TimeSpan time, string? notice) = clock.Next(microseconds, arrival);
                Assert.InRange(time - last, TimeSpan.Zero, TimeSpan.FromDays(1));
                (last, notices) = (time, notices + (notice is null ? 0 : 1));
            }

            Assert.Equal(1, notices);
        }
    }

    [Fact]
    public void Next_OneBadTime_TheTimesBehindItAreTakenAgain()
    {
        var clock = new FrameClock();
        clock.Next(0, TimeSpan.Zero);
        clock.Next(long.MinValue, Frame);
        clock.Next(80_000, 2 * Frame);

        Assert.Equal((2 * Frame) + TimeSpan.FromSeconds(5), clock.Next(5_080_000, 3 * Frame).Time);
    }
}
