using System.Diagnostics;
using System.IO.Compression;

namespace MuSiCa.Client.Tests;

/// <summary>The NuGet package.</summary>
public sealed class PackageTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Pack_WhatWasBuilt_HoldsTheLibraryAndItsReadme()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("musica-package-");
        try
        {
            string configuration = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(Repository.Built("clients", "dotnet", "MuSiCa.Client"))!)!);
            using Process pack = Process.Start(new ProcessStartInfo(
                "dotnet",
                [
                    "pack", Repository.File("clients", "dotnet", "MuSiCa.Client"), "--no-build", "--nologo", "-nodeReuse:false",
                    "--configuration", configuration, "--output", folder.FullName,
                ])
            {
                RedirectStandardOutput = true,
            })!;
            string said = await pack.StandardOutput.ReadToEndAsync();
            await pack.WaitForExitAsync().WaitAsync(Hang);
            Assert.True(pack.ExitCode == 0, said);

            using ZipArchive package = await ZipFile.OpenReadAsync(folder.GetFiles("MuSiCa.Client.1.0.0.nupkg").Single().FullName);
            string[] files = [.. package.Entries.Select(static entry => entry.FullName)];
            Assert.Contains("README.md", files);
            Assert.Contains("lib/net10.0/MuSiCa.Client.dll", files);
            Assert.Contains("lib/net10.0/MuSiCa.Client.xml", files);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
