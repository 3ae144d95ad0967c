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
