namespace MuSiCa.Inference;

/// <summary>Whether an NVIDIA GPU is visible to this process, by the device nodes of its driver, or of WSL in its place.</summary>
internal static class NvidiaDevices
{
    private static readonly string[] Signs = ["dev/nvidiactl", "dev/nvidia0", "dev/dxg"];

    /// <param name="root">Where the file system begins.</param>
    public static bool AreVisible(string root = "/") =>
        !OperatingSystem.IsLinux() || Signs.Any(sign => Path.Exists(Path.Combine(root, sign)));
}
