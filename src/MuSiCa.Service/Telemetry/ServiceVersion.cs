using System.Reflection;

namespace MuSiCa.Service.Telemetry;

/// <summary>The version of the program.</summary>
internal static class ServiceVersion
{
    /// <summary>As it was built, with the commit where that is known.</summary>
    public static string Text { get; } =
        typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
