using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Hosting;

/// <summary>Has the log written as <see cref="LoggingSettings.Format"/> says.</summary>
internal static class LogFormat
{
    /// <summary>Applies the setting. Unchecked: what is wrong with it is said when all settings are validated.</summary>
    public static ILoggingBuilder ApplyFormat(this ILoggingBuilder logging, IConfiguration configuration) =>
        configuration[$"{LoggingSettings.Section}:{nameof(LoggingSettings.Format)}"] == LoggingSettings.Json
            ? logging.AddJsonConsole(static options =>
            {
                // Trace and span are in the scopes.
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            })
            : logging;
}
