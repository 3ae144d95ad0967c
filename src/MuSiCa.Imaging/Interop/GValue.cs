using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Interop;

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
