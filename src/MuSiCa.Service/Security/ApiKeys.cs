using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace MuSiCa.Service.Security;

/// <summary>
/// The keys that are accepted now. They follow the configuration, so that a key can be changed without a restart; a change that cannot be
/// used is logged, and the keys stay as they are.
/// </summary>
internal sealed partial class ApiKeys : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly ILogger<ApiKeys> _logger;
    private readonly IDisposable _changes;
    private readonly Lock _lock = new();
    private volatile KeyTable _table;

    // Told once, however often something else of the configuration changes.
    private string? _refusal;

    public ApiKeys(IOptions<SecuritySettings> settings, IConfiguration configuration, ILogger<ApiKeys> logger)
    {
        _configuration = configuration;
        _logger = logger;
        _table = KeyTable.Read(settings.Value.Keys ?? new Dictionary<string, string>());
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>The keys of the moment.</summary>
    public KeyTable Table => _table;

    /// <summary>Whether anybody is asked for one.</summary>
    public bool IsOn => _table.Owners.Count > 0;

    public void Dispose() => _changes.Dispose();

    // Whatever is thrown here would end the process: it is called from the watcher of a file.
    private void Reload()
    {
        lock (_lock)
        {
            KeyTable next = KeyTable.Read(
                _configuration.GetSection($"{SecuritySettings.Section}:{nameof(SecuritySettings.Keys)}").GetChildren()
                    .Select(static key => KeyValuePair.Create(key.Key, key.Value ?? string.Empty)),
                _table);
            // An empty file is more often an accident than a wish, and would open the door.
            string? refusal = next.Failures.Count > 0
                ? string.Join(' ', next.Failures.Select(static failure => $"{SecuritySettings.Section}:{failure}"))
                : next.Owners.Count == 0 && IsOn ? "There are none any more; to ask nobody for a key, restart the service." : null;
            if (refusal is not null && refusal != _refusal)
            {
                LogUnusable(refusal);
            }
            else if (refusal is null && !next.IsSameAs(_table))
            {
                _table = next;
                LogChanged(string.Join(", ", next.Owners.Select(static owner => owner.Name)));
            }

            _refusal = refusal;
        }
    }

    [LoggerMessage(LogLevel.Information, "The keys have changed; these owners have one: {Owners}")]
    private partial void LogChanged(string owners);

    [LoggerMessage(LogLevel.Error, "The keys of the configuration cannot be used, and those that were stay in force. {Reason}")]
    private partial void LogUnusable(string reason);
}
