using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

/// <summary>A model with its stages ready to run.</summary>
public sealed class CascadeSession : IDisposable
{
    private readonly UseCount _uses;

    /// <summary>Puts a cascade together from stages of any kind.</summary>
    /// <param name="package">The model.</param>
    /// <param name="stages">One stage for each of the model's; disposed of with the session where they can be.</param>
    /// <param name="provider">What runs them.</param>
    public CascadeSession(ModelPackage package, IEnumerable<IStage> stages, ProviderReport provider)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(provider);
        Package = package;
        Stages = [.. stages];
        Provider = provider;
        _uses = new UseCount(DisposeStages);
        if (Stages.Length != package.Stages.Length)
        {
            throw new ArgumentException($"Model '{package.Name}' has {package.Stages.Length} stages, not {Stages.Length}.", nameof(stages));
        }
    }

    /// <summary>The model.</summary>
    public ModelPackage Package { get; }

    /// <summary>The stages, first to last.</summary>
    public ImmutableArray<IStage> Stages { get; }

    /// <summary>What runs the stages; a fallback is told here and should be shown.</summary>
    public ProviderReport Provider { get; }

    /// <summary>Opens the ONNX files of a model.</summary>
    /// <exception cref="ModelPackageException">A file is no ONNX model, or its inputs or outputs do not fit the package.</exception>
    /// <exception cref="ExecutionProviderException">A provider was asked for by name and cannot be used.</exception>
    public static CascadeSession Open(ModelPackage package, ExecutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        var set = SessionSet.Open(
            package.Directory,
            [.. package.Stages.Select(stage => stage.Path)],
            options,
            (session, file, errors) => StageSignature.Check(
                session, package, package.Stages.First(stage => Path.GetFileName(stage.Path) == file), file, errors));
        return new CascadeSession(package, set.Sessions.Select(session => new StageSession(session, set.IsOnCpu)), set.Report);
    }

    /// <summary>Closes the stages: those that run now when they are back, which may be never.</summary>
    public void Dispose() => _uses.Close();

    internal void Run(int stage, StageBatch batch)
    {
        _uses.Enter();
        try
        {
            Stages[stage].Run(batch);
        }
        finally
        {
            _uses.Exit();
        }
    }

    private void DisposeStages()
    {
        foreach (IDisposable stage in Stages.OfType<IDisposable>())
        {
            stage.Dispose();
        }
    }
}

/// <summary>One stage of the cascade, whatever runs it. Thread-safe as long as each thread brings its own batch.</summary>
public interface IStage
{
    /// <summary>
    /// How many rows are really computed for a batch of <paramref name="count"/> faces: devices that dislike new shapes pad.
    /// A batch never runs with more rows than its capacity.
    /// </summary>
    int PaddedCount(int count);

    /// <summary>
    /// Computes the outputs of the first <see cref="StageBatch.Count"/> faces of a batch from its inputs.
    /// What a face gets does not depend on the other faces of the batch.
    /// </summary>
    void Run(StageBatch batch);
}

// A stage run by ONNX Runtime over the batch's own memory.
internal sealed class StageSession(InferenceSession session, bool isOnCpu) : IStage, IDisposable
{
    private readonly BatchSession _session = new(session, isOnCpu);

    public int PaddedCount(int count) => _session.PaddedCount(count);

    public void Run(StageBatch batch)
    {
        if (batch.Count > 0)
        {
            _session.Run(batch.Tensors(Math.Min(PaddedCount(batch.Count), batch.Capacity)));
        }
    }

    public void Dispose() => _session.Dispose();
}
