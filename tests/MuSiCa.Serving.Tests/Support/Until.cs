namespace MuSiCa.Serving.Tests;

/// <summary>Waits for what only another thread knows the time of.</summary>
internal static class Until
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    public static void IsTrue(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Hang), "It never came true.");
}
