using MuSiCa.Inference;

namespace MuSiCa.Service.Sizing;

/// <summary>How the memory that there is, is divided.</summary>
/// <param name="Available">Bytes that the process may use in all: the limit of its container, or what the machine has.</param>
/// <param name="IsContainer">Whether that is the limit of a container.</param>
/// <param name="Native">Bytes that models and libraries take, whatever is asked of the service.</param>
/// <param name="Budget">Bytes that accepted work may hold.</param>
/// <param name="IsAutomatic">Whether the budget follows from the rest.</param>
internal sealed record MemoryPlan(long Available, bool IsContainer, long Native, long Budget, bool IsAutomatic)
{
    /// <summary>Bytes of the managed heap that the service needs without any request: code, settings, connections.</summary>
    public const long BaseHeap = 64 * Mebi;

    private const long Mebi = 1 << 20;

    // Measured as docs/operations.md says: the runtime and its libraries without the managed heap, and each lane's batches with its
    // part of the arena. The files hold half precision; a session computes with single.
    private const long Runtime = 64 * Mebi;
    private const long Lane = 16 * Mebi;
    private const int BytesPerFileByte = 2;

    // Of CUDA, cuDNN and their libraries in the memory of the host.
    private const long Device = 2048 * Mebi;

    // One part in so many stays free: what the system keeps for the process, and what is in use for moments.
    private const int SafetyParts = 20;

    /// <summary>
    /// Bytes that the managed heap may take: what models and libraries leave, less what pixels and bodies may hold of the budget, which
    /// lie outside of the heap. Messages, views and faces lie within.
    /// </summary>
    public long Heap => Usable(Available) - Native - (Budget / 4 * 3);

    /// <summary>What models and libraries take.</summary>
    /// <param name="modelBytes">Bytes of the ONNX files.</param>
    /// <param name="provider">What runs them.</param>
    /// <param name="lanes">Lanes on the CPU; with more than one the weights are in memory twice.</param>
    public static long NativeBytes(long modelBytes, ExecutionProvider provider, int lanes)
    {
        long weights = modelBytes * BytesPerFileByte;
        return Runtime + (provider == ExecutionProvider.Cpu ? (weights * Math.Min(lanes, 2)) + (lanes * Lane) : weights + Device);
    }

    /// <summary>Divides the memory.</summary>
    /// <param name="available">Bytes that there are.</param>
    /// <param name="isContainer">Whether that is the limit of a container.</param>
    /// <param name="native">What models and libraries take.</param>
    /// <param name="setting">The budget; 0 gives it two thirds of what is left, at most half of everything, and the heap the rest.</param>
    public static MemoryPlan Create(long available, bool isContainer, long native, long setting)
    {
        long free = Math.Max(0, Usable(available) - native - BaseHeap);
        return new MemoryPlan(available, isContainer, native, setting != 0 ? setting : Math.Min(free / 3 * 2, available / 2), setting == 0);
    }

    /// <summary>The least memory in which a budget has room.</summary>
    /// <remarks>A budget of more than half of it needs a setting.</remarks>
    public static long Needed(long native, long budget) => Needing(native + BaseHeap + (3 * ((budget / 2) + 1)));

    private static long Usable(long bytes) => bytes - (bytes / SafetyParts);

    // Never less than what leaves as much usable.
    private static long Needing(long usable) => ((usable / (SafetyParts - 1)) + 1) * SafetyParts;
}
