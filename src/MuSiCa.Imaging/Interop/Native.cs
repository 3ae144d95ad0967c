using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Interop;

/// <summary>
/// The functions of libvips and GObject that are used, under their C names. None is variadic. Objects that are
/// returned belong to the caller; <see cref="VipsRuntime.EnsureStarted"/> must come before any call.
/// </summary>
internal static unsafe partial class Native
{
    /// <summary>The file in the packages NetVips.Native.*.</summary>
    public const string Library = "libvips.so.42";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_init(string argv0);

    [LibraryImport(Library)]
    public static partial void vips_block_untrusted_set(int state);

    [LibraryImport(Library)]
    public static partial void vips_operation_block_set(byte* name, int state);

    [LibraryImport(Library)]
    public static partial void vips_concurrency_set(int concurrency);

    [LibraryImport(Library)]
    public static partial void vips_cache_set_max(int max);

    [LibraryImport(Library)]
    public static partial void vips_error_clear();

    [LibraryImport(Library)]
    public static partial byte* vips_error_buffer_copy();

    [LibraryImport(Library)]
    public static partial nint vips_operation_new(byte* name);

    [LibraryImport(Library)]
    public static partial nint vips_cache_operation_build(VipsObjectHandle operation);

    [LibraryImport(Library)]
    public static partial void vips_object_unref_outputs(VipsObjectHandle operation);

    [LibraryImport(Library)]
    public static partial nint vips_blob_new(nint free, byte* data, nuint length);

    [LibraryImport(Library)]
    public static partial byte* vips_blob_get(nint blob, out nuint length);

    [LibraryImport(Library)]
    public static partial void vips_area_unref(nint area);

    [LibraryImport(Library)]
    public static partial nint vips_image_new_from_memory(byte* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Library)]
    public static partial int vips_image_get_width(VipsObjectHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_height(VipsObjectHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_bands(VipsObjectHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_format(VipsObjectHandle image);

    [LibraryImport(Library)]
    public static partial nuint vips_image_get_typeof(VipsObjectHandle image, byte* name);

    [LibraryImport(Library)]
    public static partial nint vips_region_new(VipsObjectHandle image);

    [LibraryImport(Library)]
    public static partial int vips_region_image(VipsObjectHandle region, in VipsRect area);

    [LibraryImport(Library)]
    public static partial int vips_region_prepare_to(VipsObjectHandle region, VipsObjectHandle destination, in VipsRect area, int x, int y);

    [LibraryImport(Library)]
    public static partial nuint vips_image_get_type();

    [LibraryImport(Library)]
    public static partial nuint vips_blob_get_type();

    [LibraryImport(Library)]
    public static partial GValue* g_value_init(GValue* value, nuint type);

    [LibraryImport(Library)]
    public static partial void g_value_unset(GValue* value);

    [LibraryImport(Library)]
    public static partial void g_value_set_int(GValue* value, int content);

    [LibraryImport(Library)]
    public static partial void g_value_set_boolean(GValue* value, int content);

    [LibraryImport(Library)]
    public static partial void g_value_set_double(GValue* value, double content);

    [LibraryImport(Library)]
    public static partial void g_value_set_string(GValue* value, byte* content);

    [LibraryImport(Library)]
    public static partial void g_value_set_object(GValue* value, VipsObjectHandle content);

    [LibraryImport(Library)]
    public static partial void g_value_set_boxed(GValue* value, nint content);

    [LibraryImport(Library)]
    public static partial void vips_value_set_array_double(GValue* value, double* content, int count);

    [LibraryImport(Library)]
    public static partial nuint vips_array_double_get_type();

    [LibraryImport(Library)]
    public static partial nint g_value_get_object(GValue* value);

    [LibraryImport(Library)]
    public static partial nint g_value_get_boxed(GValue* value);

    [LibraryImport(Library)]
    public static partial void g_object_set_property(VipsObjectHandle target, byte* name, GValue* value);

    [LibraryImport(Library)]
    public static partial void g_object_get_property(VipsObjectHandle target, byte* name, GValue* value);

    [LibraryImport(Library)]
    public static partial nint g_object_ref(nint target);

    [LibraryImport(Library)]
    public static partial void g_object_unref(nint target);

    [LibraryImport(Library)]
    public static partial int g_setenv(byte* name, byte* value, int overwrite);

    [LibraryImport(Library)]
    public static partial void g_free(void* memory);

    [LibraryImport(Library)]
    public static partial uint g_log_set_handler(byte* domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, nint, void> handler, nint data);
}

/// <summary>libvips' rectangle, in pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct VipsRect(int Left, int Top, int Width, int Height);

/// <summary>The sample formats of libvips that decoded images have.</summary>
internal enum VipsFormat
{
    UChar = 0,
    UShort = 2,
}

/// <summary>What stops a loader; each value implies those before it.</summary>
internal enum VipsFailOn
{
    None = 0,
    Truncated = 1,
    Error = 2,
    Warning = 3,
}

/// <summary>GObject's variant: a type and two words. All zeros until it is initialised.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    // G_TYPE_MAKE_FUNDAMENTAL(n) is n << 2; part of GObject's ABI.
    public const nuint BooleanType = 5 << 2;
    public const nuint IntType = 6 << 2;
    public const nuint DoubleType = 15 << 2;
    public const nuint StringType = 16 << 2;

    public nuint Type;
    public ulong First;
    public ulong Second;
}
