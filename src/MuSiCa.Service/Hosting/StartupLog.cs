namespace MuSiCa.Service.Hosting;

/// <summary>
/// Keeps the framework from logging twice, with its stack, what <see cref="StartupFailure"/> says in one sentence. From the start of
/// the server on it logs as ever.
/// </summary>
internal sealed class StartupLog
{
    private volatile bool _isStarted;

    public ILoggingBuilder Apply(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level >= LogLevel.Warning && (_isStarted || level < LogLevel.Critical))
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Information && (_isStarted || level < LogLevel.Error));

    public void Open() => _isStarted = true;
}
