using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

/// <summary>
/// The memory that all sessions on the CPU take their intermediate tensors from. Each would otherwise keep an arena of its own as
/// large as its largest batch has ever needed, while only as many batches run at a time as there are lanes.
/// </summary>
internal static class CpuArena
{
    // The library's own number.
    private const int Default = -1;

    // Once in a process: the environment of the library is the process's, and knows one allocator of a kind.
    private static readonly Lazy<OrtEnv> Environment = new(Register);

    /// <summary>Has a session that is to be opened use it.</summary>
    public static void Share(SessionOptions settings)
    {
        _ = Environment.Value;
        settings.AddSessionConfigEntry("session.use_env_allocators", "1");

        // Weights stay as long as their session: the arena would round them up.
        settings.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
    }

    private static OrtEnv Register()
    {
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(
            maxMemory: 0, arenaExtendStrategy: Default, initialChunkSizeBytes: Default, maxDeadBytesPerChunk: Default);
        OrtEnv environment = OrtEnv.Instance();
        environment.CreateAndRegisterAllocator(memory, arena);
        return environment;
    }
}
