namespace MuSiCa.Inference.Tests;

public sealed class NvidiaDevicesTests
{
    [Theory]
    [InlineData("dev/nvidiactl", true)]
    [InlineData("dev/dxg", true)]
    [InlineData("proc/driver/nvidia/version", false)]
    [InlineData("dev/null", false)]
    public void AreVisible_FileOfTheSystem_TellsWhetherThereIsAGpu(string file, bool expected)
    {
        string root = Directory.CreateTempSubdirectory("musica-devices-").FullName;
        string path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Empty);

        Assert.Equal(expected, NvidiaDevices.AreVisible(root));
        Directory.Delete(root, recursive: true);
    }
}
