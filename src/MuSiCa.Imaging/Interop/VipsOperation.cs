using Microsoft.Win32.SafeHandles;

namespace MuSiCa.Imaging.Interop;

/// <summary>
/// One call of a libvips operation: made by name, given its arguments as GObject properties, built, asked for its
/// outputs. Names are UTF-8 literals (<c>"shrink"u8</c>), which end in a zero byte.
/// </summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private VipsObjectHandle _operation;
    private bool _built;

    public VipsOperation(ReadOnlySpan<byte> name)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* pointer = name)
        {
            _operation = new VipsObjectHandle(Native.vips_operation_new(pointer));
        }

        if (_operation.IsInvalid)
        {
            VipsError.Clear();
            throw new InvalidOperationException($"This libvips has no operation '{System.Text.Encoding.UTF8.GetString(name)}'.");
        }
    }

    public VipsOperation Set(ReadOnlySpan<byte> name, int content)
    {
        GValue value = default;
        Native.g_value_init(&value, GValue.IntType);
        Native.g_value_set_int(&value, content);
        return SetAndUnset(name, &value);
    }

    public VipsOperation Set(ReadOnlySpan<byte> name, bool content)
    {
        GValue value = default;
        Native.g_value_init(&value, GValue.BooleanType);
        Native.g_value_set_boolean(&value, content ? 1 : 0);
        return SetAndUnset(name, &value);
    }

    public VipsOperation Set(ReadOnlySpan<byte> name, double content)
    {
        GValue value = default;
        Native.g_value_init(&value, GValue.DoubleType);
        Native.g_value_set_double(&value, content);
        return SetAndUnset(name, &value);
    }

    /// <summary>Sets text, which must be UTF-8 that ends in a zero byte.</summary>
    public VipsOperation Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> zeroTerminated)
    {
        GValue value = default;
        Native.g_value_init(&value, GValue.StringType);
        fixed (byte* text = zeroTerminated)
        {
            Native.g_value_set_string(&value, text);
        }

        return SetAndUnset(name, &value);
    }

    public VipsOperation SetArray(ReadOnlySpan<byte> name, ReadOnlySpan<double> content)
    {
        GValue value = default;
        Native.g_value_init(&value, Native.vips_array_double_get_type());
        fixed (double* items = content)
        {
            Native.vips_value_set_array_double(&value, items, content.Length);
        }

        return SetAndUnset(name, &value);
    }

    public VipsOperation Set(ReadOnlySpan<byte> name, VipsObjectHandle image)
    {
        GValue value = default;
        Native.g_value_init(&value, Native.vips_image_get_type());
        Native.g_value_set_object(&value, image);
        return SetAndUnset(name, &value);
    }

    /// <summary>Sets bytes without copying them: they must stay where they are until the result is disposed of.</summary>
    public VipsOperation Set(ReadOnlySpan<byte> name, byte* data, int length)
    {
        var blob = Native.vips_blob_new(0, data, (nuint)length);
        GValue value = default;
        Native.g_value_init(&value, Native.vips_blob_get_type());
        Native.g_value_set_boxed(&value, blob);
        Native.vips_area_unref(blob);
        return SetAndUnset(name, &value);
    }

    /// <summary>Builds the operation.</summary>
    /// <returns>False if libvips refused; the error buffer then says why.</returns>
    public bool TryBuild()
    {
        var built = Native.vips_cache_operation_build(_operation);
        if (built == 0)
        {
            Native.vips_object_unref_outputs(_operation);
            return false;
        }

        _operation.Dispose();
        _operation = new VipsObjectHandle(built);
        _built = true;
        return true;
    }

    /// <summary>Builds the operation where a failure is no fault of a sender.</summary>
    public VipsOperation Build(string purpose)
    {
        if (TryBuild())
        {
            return this;
        }

        VipsError.Clear();
        throw new InvalidOperationException($"libvips could not {purpose}.");
    }

    /// <summary>The image that a built operation made.</summary>
    public VipsObjectHandle GetImage(ReadOnlySpan<byte> name)
    {
        GValue value = default;
        Native.g_value_init(&value, Native.vips_image_get_type());
        fixed (byte* pointer = name)
        {
            Native.g_object_get_property(_operation, pointer, &value);
        }

        var image = new VipsObjectHandle(Native.g_object_ref(Native.g_value_get_object(&value)));
        Native.g_value_unset(&value);
        return image;
    }

    /// <summary>A copy of the bytes that a built operation made.</summary>
    public byte[] GetBytes(ReadOnlySpan<byte> name)
    {
        GValue value = default;
        Native.g_value_init(&value, Native.vips_blob_get_type());
        fixed (byte* pointer = name)
        {
            Native.g_object_get_property(_operation, pointer, &value);
        }

        var data = Native.vips_blob_get(Native.g_value_get_boxed(&value), out var length);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        Native.g_value_unset(&value);
        return bytes;
    }

    public void Dispose()
    {
        if (_built)
        {
            // Outputs of a built operation hold a reference of their own until they are dropped like this.
            Native.vips_object_unref_outputs(_operation);
            _built = false;
        }

        _operation.Dispose();
    }

    private VipsOperation SetAndUnset(ReadOnlySpan<byte> name, GValue* value)
    {
        fixed (byte* pointer = name)
        {
            Native.g_object_set_property(_operation, pointer, value);
        }

        Native.g_value_unset(value);
        return this;
    }
}

/// <summary>One reference to a GObject: an image, a region or an operation.</summary>
internal sealed class VipsObjectHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes over a reference that the caller owns; zero gives an invalid handle.</summary>
    public VipsObjectHandle(nint reference)
        : base(ownsHandle: true)
    {
        SetHandle(reference);
    }

    protected override bool ReleaseHandle()
    {
        Native.g_object_unref(handle);
        return true;
    }
}
