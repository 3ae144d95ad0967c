using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Sizing;

/// <summary>There is not enough memory for the model and one request, or not for the budget that the settings ask for.</summary>
/// <param name="plan">How the memory was divided.</param>
/// <param name="budget">Bytes that the budget must have.</param>
internal sealed class ContainerTooSmallException(MemoryPlan plan, long budget) : Exception(
    $"{(plan.IsContainer ? "The container may use" : "The machine has")} {plan.Available >> 20} MiB of memory, and at least "
        + $"{Mebi(MemoryPlan.Needed(plan.Native, budget))} MiB are needed: {Mebi(plan.Native)} for the models and libraries, "
        + $"{Mebi(MemoryPlan.BaseHeap)} for the service, the rest for requests. Give it more, "
        + (plan.IsAutomatic ? string.Empty : $"lower {ServingOptions.Section}:{nameof(ServingOptions.MemoryLimit)}, ")
        + $"or let the model take less ({InferenceOptions.Section}:{nameof(InferenceOptions.Lanes)}=1, or another "
        + $"{ModelOptions.Section}:{nameof(ModelOptions.Path)}).")
{
    private static long Mebi(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}
