using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Cascade;

// The sessions of all stages on the best provider that the options allow.
internal sealed record SessionSet(InferenceSession[] Sessions, ProviderReport Report)
{
    public static SessionSet Open(ModelPackage package, ExecutionOptions options)
    {
        var factory = new SessionFactory(options);
        if (options.Provider == ExecutionProvider.Cpu)
        {
            return new SessionSet(
                OpenAll(package, factory, ExecutionProvider.Cpu),
                new(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));
        }

        ExecutionProvider wanted = options.Provider == ExecutionProvider.Auto ? ExecutionProvider.Cuda : options.Provider;
        try
        {
            return new SessionSet(OpenAll(package, factory, wanted), new(options.Provider, wanted, null));
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            string reason = ProviderFault.Explain(wanted, exception);
            if (options.Provider != ExecutionProvider.Auto)
            {
                throw new ExecutionProviderException(wanted, reason, exception);
            }

            return new SessionSet(
                OpenAll(package, factory, ExecutionProvider.Cpu),
                new(ExecutionProvider.Auto, ExecutionProvider.Cpu, $"CUDA cannot be used: {reason}"));
        }
    }

    private static InferenceSession[] OpenAll(ModelPackage package, SessionFactory factory, ExecutionProvider provider)
    {
        var sessions = new List<InferenceSession>();
        var errors = new PackageErrors();
        try
        {
            foreach (StageDescription stage in package.Stages)
            {
                if (Open(stage, factory, provider, errors) is { } session)
                {
                    sessions.Add(session);
                    StageSignature.Check(session, StageShape.Of(package), Path.GetFileName(stage.Path), errors);
                }
            }

            if (errors.Any)
            {
                throw new ModelPackageException(package.Directory, errors.ToArray());
            }
        }
        catch
        {
            sessions.ForEach(session => session.Dispose());
            throw;
        }

        return [.. sessions];
    }

    private static InferenceSession? Open(StageDescription stage, SessionFactory factory, ExecutionProvider provider, PackageErrors errors)
    {
        try
        {
            return factory.Open(stage.Path, provider);
        }
        catch (OnnxRuntimeException exception) when (provider == ExecutionProvider.Cpu || ProviderFault.IsModelFault(exception))
        {
            errors.Add(Path.GetFileName(stage.Path), $"is not an ONNX model that can be run: {exception.Message}");
            return null;
        }
    }
}
