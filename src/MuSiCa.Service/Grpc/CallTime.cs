using Grpc.Core;

namespace MuSiCa.Service.Grpc;

/// <summary>How long a caller waits.</summary>
internal static class CallTime
{
    /// <summary>The time that a call names; null where it names none, or a longer one than the service gives anybody.</summary>
    /// <param name="context">The call.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="longest">What the service gives.</param>
    public static TimeSpan? TimeLeft(this ServerCallContext context, TimeProvider timeProvider, TimeSpan longest)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return null;
        }

        TimeSpan left = context.Deadline - timeProvider.GetUtcNow().UtcDateTime;
        return left < longest ? TimeSpan.FromTicks(Math.Max(1, left.Ticks)) : null;
    }
}
