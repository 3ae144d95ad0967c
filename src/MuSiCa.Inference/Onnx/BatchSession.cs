using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

/// <summary>
/// An ONNX graph run over a batch's own memory. On the CPU running allocates nothing. Thread-safe as long as each thread brings
/// its own tensors.
/// </summary>
/// <param name="session">The graph; disposed of with this.</param>
/// <param name="isOnCpu">Whether the session runs on the CPU.</param>
public sealed class BatchSession(InferenceSession session, bool isOnCpu) : IDisposable
{
    private readonly RunOptions _options = new();

    /// <summary>
    /// How many rows to compute for <paramref name="count"/>: a GPU plans anew for every shape it has not seen; a CPU would only
    /// compute rows that nobody wants.
    /// </summary>
    public int PaddedCount(int count) => isOnCpu ? count : (int)BitOperations.RoundUpToPowerOf2((uint)count);

    /// <summary>Computes the outputs from the inputs.</summary>
    public void Run(BoundTensors tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (isOnCpu)
        {
            session.RunWithBinding(_options, tensors.Binding(session));
        }
        else
        {
            // A binding copies inputs to the device when they are bound, not when it is run: ours change with every batch.
            (string[] names, OrtValue[] values) = tensors.Outputs(session);
            session.Run(_options, tensors.InputNames, tensors.Inputs, names, values);
        }
    }

    /// <summary>Closes the session.</summary>
    public void Dispose()
    {
        _options.Dispose();
        session.Dispose();
    }
}

/// <summary>
/// Counts the calls that are inside something native, so that closing it does not free it under them: it is freed by the last call
/// that comes back, and never where one does not. Thread-safe.
/// </summary>
/// <param name="release">Frees it; called once.</param>
public sealed class UseCount(Action release)
{
    // The owner's own use, until it closes.
    private int _uses = 1;
    private int _isClosed;

    /// <summary>Begins a call, to be ended with <see cref="Exit"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Enter()
    {
        if (!TryEnter())
        {
            throw new ObjectDisposedException(nameof(UseCount), "The session is closed.");
        }
    }

    /// <summary>Begins a call, to be ended with <see cref="Exit"/>.</summary>
    /// <returns>False where it is closed.</returns>
    public bool TryEnter()
    {
        int seen = Volatile.Read(ref _uses);
        while (seen > 0 && Volatile.Read(ref _isClosed) == 0)
        {
            int before = Interlocked.CompareExchange(ref _uses, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Ends a call.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            release();
        }
    }

    /// <summary>Lets no further call begin and frees it, now or when the last call inside is back.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Exit();
        }
    }
}
