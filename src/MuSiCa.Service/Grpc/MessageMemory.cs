using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Grpc;

/// <summary>Has the memory of received messages counted in the budget of the service.</summary>
internal sealed class MessageMemory(MemoryBudget memory, ServiceMetrics metrics)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Takes the memory of a message.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public MessageLease Take(long bytes)
    {
        if (memory.TryTake(bytes))
        {
            return new MessageLease(memory, bytes);
        }

        metrics.Refused("memory");
        throw new ProblemException(ProblemTranslator.OfRefusal(AdmissionRefusal.Memory(bytes, memory, Retry)));
    }
}
