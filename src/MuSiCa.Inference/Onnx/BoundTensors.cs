using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuSiCa.Inference;

/// <summary>
/// The memory of a batch as ONNX Runtime sees it for a number of rows, bound to each session that runs it. Belongs to one thread
/// at a time.
/// </summary>
/// <param name="inputs">Inputs by name, see <see cref="Over"/>; disposed of with this.</param>
/// <param name="outputs">Outputs by name; disposed of with this.</param>
public sealed class BoundTensors((string Name, OrtValue Value)[] inputs, (string Name, OrtValue Value)[] outputs) : IDisposable
{
    private readonly Dictionary<InferenceSession, OrtIoBinding> _bindings = [];
    private readonly Dictionary<InferenceSession, (string[] Names, OrtValue[] Values)> _outputs = [];

    internal string[] InputNames { get; } = [.. inputs.Select(input => input.Name)];

    internal OrtValue[] Inputs { get; } = [.. inputs.Select(input => input.Value)];

    /// <summary>The beginning of a buffer of bytes or single-precision numbers as a tensor.</summary>
    /// <param name="buffer">The memory, which must outlive the tensor.</param>
    /// <param name="shape">The dimensions.</param>
    /// <exception cref="ArgumentException">The buffer is too small for the shape.</exception>
    public static OrtValue Over<T>(NativeBuffer<T> buffer, params long[] shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(shape);
        long bytes = shape.Aggregate((long)Unsafe.SizeOf<T>(), (product, size) => product * size);
        return bytes <= buffer.Bytes
            ? OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, ElementType<T>(), shape, buffer.Address, bytes)
            : throw new ArgumentException($"A tensor [{string.Join(", ", shape)}] needs {bytes} bytes, the buffer has {buffer.Bytes}.", nameof(shape));
    }

    /// <summary>Releases the tensors and what they are bound to; the buffers stay the caller's.</summary>
    public void Dispose()
    {
        foreach (OrtIoBinding binding in _bindings.Values)
        {
            binding.Dispose();
        }

        foreach (OrtValue value in Inputs.Concat(outputs.Select(static output => output.Value)))
        {
            value.Dispose();
        }
    }

    // The outputs that a session has: a graph may do without optional ones. Made once for each.
    internal (string[] Names, OrtValue[] Values) Outputs(InferenceSession session)
    {
        if (!_outputs.TryGetValue(session, out (string[] Names, OrtValue[] Values) there))
        {
            (string Name, OrtValue Value)[] present = [.. outputs.Where(output => session.OutputMetadata.ContainsKey(output.Name))];
            there = ([.. present.Select(static output => output.Name)], [.. present.Select(static output => output.Value)]);
            _outputs.Add(session, there);
        }

        return there;
    }

    // The tensors bound to the inputs and outputs of a session; made once for each.
    internal OrtIoBinding Binding(InferenceSession session)
    {
        if (!_bindings.TryGetValue(session, out OrtIoBinding? binding))
        {
            binding = Bind(session);
            _bindings.Add(session, binding);
        }

        return binding;
    }

    private static TensorElementType ElementType<T>() => typeof(T) == typeof(byte)
        ? TensorElementType.UInt8
        : typeof(T) == typeof(float) ? TensorElementType.Float : throw new NotSupportedException($"No tensors of {typeof(T).Name}.");

    private OrtIoBinding Bind(InferenceSession session)
    {
        OrtIoBinding binding = session.CreateIoBinding();
        for (int i = 0; i < Inputs.Length; i++)
        {
            binding.BindInput(InputNames[i], Inputs[i]);
        }

        (string[] names, OrtValue[] values) = Outputs(session);
        for (int i = 0; i < values.Length; i++)
        {
            binding.BindOutput(names[i], values[i]);
        }

        return binding;
    }
}

/// <summary>Memory that neither moves nor burdens the collector; zeroed, so that rows nobody filled hold numbers.</summary>
public sealed unsafe class NativeBuffer<T> : SafeHandle
    where T : unmanaged
{
    private const nuint Alignment = 64;

    private readonly int _length;

    /// <summary>Allocates a buffer.</summary>
    /// <param name="length">Number of elements.</param>
    public NativeBuffer(int length)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _length = length;
        Bytes = (long)length * sizeof(T);
        SetHandle((IntPtr)NativeMemory.AlignedAlloc((nuint)Bytes, Alignment));
        NativeMemory.Clear((void*)handle, (nuint)Bytes);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; }

    /// <summary>The elements.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<T>((void*)handle, _length);
        }
    }

    internal IntPtr Address => handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
