using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

/// <summary>ONNX files opened together on the best provider that the options allow.</summary>
/// <param name="Sessions">A session for each file, in their order; the receiver's to dispose of.</param>
/// <param name="Report">What runs them; a fallback is told here and should be shown.</param>
public sealed record SessionSet(IReadOnlyList<InferenceSession> Sessions, ProviderReport Report)
{
    /// <summary>Whether the sessions run on the CPU.</summary>
    public bool IsOnCpu => Report.Active == ExecutionProvider.Cpu;

    /// <summary>Opens the files of a model package.</summary>
    /// <param name="directory">The folder of the package, for the errors.</param>
    /// <param name="files">The full paths of the files.</param>
    /// <param name="options">What to run them on.</param>
    /// <param name="check">Adds what is wrong with a session; it is given the name of its file.</param>
    /// <exception cref="ModelPackageException">A file is no ONNX model, or the check added errors.</exception>
    /// <exception cref="ExecutionProviderException">A provider was asked for by name and cannot be used.</exception>
    public static SessionSet Open(
        string directory,
        IReadOnlyList<string> files,
        ExecutionOptions options,
        Action<InferenceSession, string, PackageErrors> check)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(check);
        var factory = new SessionFactory(options);
        InferenceSession[] OpenOn(ExecutionProvider provider) => OpenAll(directory, files, factory, provider, check);
        if (options.Provider == ExecutionProvider.Cpu)
        {
            return new SessionSet(OpenOn(ExecutionProvider.Cpu), new(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));
        }

        if (options.Provider == ExecutionProvider.Auto && !NvidiaDevices.AreVisible())
        {
            return new SessionSet(
                OpenOn(ExecutionProvider.Cpu),
                new(ExecutionProvider.Auto, ExecutionProvider.Cpu, "no NVIDIA GPU is visible to this process") { HasNoGpu = true });
        }

        ExecutionProvider wanted = options.Provider == ExecutionProvider.Auto ? ExecutionProvider.Cuda : options.Provider;
        try
        {
            return new SessionSet(OpenOn(wanted), new(options.Provider, wanted, null));
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            (string cause, string detail) = ProviderFault.Explain(wanted, exception);
            if (options.Provider != ExecutionProvider.Auto)
            {
                throw new ExecutionProviderException(wanted, $"{cause} {detail}", exception);
            }

            return new SessionSet(
                OpenOn(ExecutionProvider.Cpu),
                new(ExecutionProvider.Auto, ExecutionProvider.Cpu, $"CUDA cannot be used: {cause}", detail));
        }
    }

    private static InferenceSession[] OpenAll(
        string directory,
        IReadOnlyList<string> files,
        SessionFactory factory,
        ExecutionProvider provider,
        Action<InferenceSession, string, PackageErrors> check)
    {
        var sessions = new List<InferenceSession>();
        var errors = new PackageErrors();
        try
        {
            foreach (string file in files)
            {
                if (Open(file, factory, provider, errors) is { } session)
                {
                    sessions.Add(session);
                    check(session, Path.GetFileName(file), errors);
                }
            }

            if (errors.Any)
            {
                throw new ModelPackageException(directory, errors.ToArray());
            }
        }
        catch
        {
            sessions.ForEach(session => session.Dispose());
            throw;
        }

        return [.. sessions];
    }

    private static InferenceSession? Open(string file, SessionFactory factory, ExecutionProvider provider, PackageErrors errors)
    {
        try
        {
            return factory.Open(file, provider);
        }
        catch (OnnxRuntimeException exception) when (provider == ExecutionProvider.Cpu || ProviderFault.IsModelFault(exception))
        {
            errors.Add(Path.GetFileName(file), $"is not an ONNX model that can be run: {exception.Message}");
            return null;
        }
    }
}
