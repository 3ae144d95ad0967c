namespace MuSiCa.Service.Tests;

public sealed class LicenseTests
{
    // Copied beside the program by the projects that bring the libraries and the font.
    [Theory]
    [InlineData("onnxruntime.txt", "MIT License")]
    [InlineData("onnxruntime-third-party.txt", "protobuf")]
    [InlineData("libvips.md", "LGPLv3")]
    [InlineData("dejavu-fonts.txt", "Bitstream Vera")]
    public void Output_ThirdPartyLibrary_ComesWithItsLicense(string file, string words) =>
        Assert.Contains(words, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "licenses", file)), StringComparison.OrdinalIgnoreCase);
}
