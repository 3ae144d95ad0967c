using MuSiCa.Service.Admission;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Grpc;

/// <summary>Has the memory of received messages counted in the budget of the service.</summary>
internal sealed class MessageMemory(MemoryBudget memory, ServiceMetrics metrics)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Takes the memory of a message.</summary>
    /// <param name="bytes">How large it is.</param>
    /// <param name="client">Whose it is.</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public MessageLease Take(long bytes, ClientShare client)
    {
        var account = new MemoryAccount(memory, MemoryUse.Messages, client);
        return account.TryTake(bytes) ? new MessageLease(account) : throw new ProblemException(Refuse(bytes));
    }

    /// <summary>The problem of a message that there is no memory for; counts it as a refusal.</summary>
    public Problem Refuse(long bytes)
    {
        metrics.Refused("memory");
        return ProblemTranslator.OfRefusal(AdmissionRefusal.Memory(bytes, memory, Retry));
    }
}
