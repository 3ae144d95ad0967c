namespace MuSiCa.Service.Tests;

/// <summary>A test that needs promtool, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Any(static folder => File.Exists(Path.Combine(folder, "promtool")));
        Skip = isThere ? null : "promtool is not on the PATH; the Debian package prometheus brings it.";
    }
}
