using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

// Opens sessions with one provider.
internal sealed class SessionFactory(ExecutionOptions options)
{
    public InferenceSession Open(string path, ExecutionProvider provider)
    {
        using var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,

            // Left to itself the library counts the machine's cores, not those a container grants, and binds threads to them.
            IntraOpNumThreads = options.IntraOpThreads == 0 ? Environment.ProcessorCount : options.IntraOpThreads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        if (provider == ExecutionProvider.Cpu)
        {
            CpuArena.Share(settings);
        }

        if (provider == ExecutionProvider.TensorRt)
        {
            AppendTensorRt(settings);
        }

        if (provider is ExecutionProvider.TensorRt or ExecutionProvider.Cuda)
        {
            AppendCuda(settings);
        }

        return new InferenceSession(path, settings);
    }

    private void AppendCuda(SessionOptions settings)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = Device,

            // An exhaustive search is repeated for every new batch size and takes hundreds of milliseconds each time.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            ["cudnn_conv_use_max_workspace"] = "1",
            ["arena_extend_strategy"] = "kSameAsRequested",

            // Single precision as on the CPU, so that a model has the same thresholds everywhere.
            ["use_tf32"] = "0",
        });
        settings.AppendExecutionProvider_CUDA(cuda);
    }

    private void AppendTensorRt(SessionOptions settings)
    {
        using var tensorRt = new OrtTensorRTProviderOptions();
        var values = new Dictionary<string, string> { ["device_id"] = Device };
        if (options.TensorRtCacheDirectory is { } cache)
        {
            values["trt_engine_cache_enable"] = "1";
            values["trt_engine_cache_path"] = cache;
            values["trt_timing_cache_enable"] = "1";
            values["trt_timing_cache_path"] = cache;
        }

        tensorRt.UpdateOptions(values);
        settings.AppendExecutionProvider_Tensorrt(tensorRt);
    }

    private string Device => options.DeviceId.ToString(CultureInfo.InvariantCulture);
}

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

/// <summary>Whether an NVIDIA GPU is visible to this process, by the device nodes of its driver, or of WSL in its place.</summary>
internal static class NvidiaDevices
{
    private static readonly string[] Signs = ["dev/nvidiactl", "dev/nvidia0", "dev/dxg"];

    /// <param name="root">Where the file system begins.</param>
    public static bool AreVisible(string root = "/") =>
        !OperatingSystem.IsLinux() || Signs.Any(sign => Path.Exists(Path.Combine(root, sign)));
}
