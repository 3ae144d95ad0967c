using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Interop;

/// <summary>libvips' rectangle, in pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct VipsRect(int Left, int Top, int Width, int Height);
