using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Security;

/// <summary>Whose key a request has brought; one of the features of the request.</summary>
/// <param name="Name">The name in the settings.</param>
/// <param name="Share">What all requests of the owner hold together.</param>
internal sealed record KeyOwner(string Name, ClientShare Share);

/// <summary>The keys of one state of the configuration. Immutable; replaced as a whole when that changes.</summary>
internal sealed partial class KeyTable
{
    /// <summary>Characters that a key may have.</summary>
    public const int MaxKeyLength = 512;

    private const int HashDigits = 2 * SHA256.HashSizeInBytes;

    private readonly (byte[] Hash, KeyOwner Owner)[] _keys;

    private KeyTable((byte[] Hash, KeyOwner Owner)[] keys, IReadOnlyList<string> failures)
    {
        _keys = keys;
        Failures = failures;
        Owners = [.. keys.Select(static key => key.Owner).DistinctBy(static owner => owner.Name)];
    }

    /// <summary>What cannot be used, in words; such keys are not in the table.</summary>
    public IReadOnlyList<string> Failures { get; }

    /// <summary>Everyone who has a key.</summary>
    public IReadOnlyList<KeyOwner> Owners { get; }

    /// <summary>Reads the setting <c>MuSiCa:Security:Keys</c>.</summary>
    /// <param name="keys">Hashes by the names of their owners.</param>
    /// <param name="before">The table that this one replaces, whose owners go on with the share that they have.</param>
    public static KeyTable Read(IEnumerable<KeyValuePair<string, string>> keys, KeyTable? before = null)
    {
        var read = new List<(byte[] Hash, KeyOwner Owner)>();
        var failures = new List<string>();
        foreach ((string name, string hashes) in keys)
        {
            string setting = $"{nameof(SecuritySettings.Keys)}:{name}";
            if (!Name().IsMatch(name))
            {
                failures.Add(SettingsRules.Refusal(setting, "named so", $"a name has letters, digits, dots, dashes and underscores, 64 at most"));
                continue;
            }

            KeyOwner owner = before?.Owners.FirstOrDefault(one => one.Name == name) ?? new KeyOwner(name, new ClientShare());
            string[] parts = (hashes ?? string.Empty).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length == 0 || parts.Any(static part => part.Length != HashDigits || !part.All(char.IsAsciiHexDigit)))
            {
                // Not its value: it may be a key that somebody forgot to hash.
                failures.Add(SettingsRules.Refusal(
                    setting, "no hash", $"it must be the SHA-256 of the key in {HashDigits} hexadecimal digits, or two of them with a comma between"));
                continue;
            }

            read.AddRange(parts.Select(part => (Convert.FromHexString(part), owner)));
        }

        foreach (IGrouping<string, (byte[] Hash, KeyOwner Owner)> same in read.GroupBy(static key => Convert.ToHexString(key.Hash)))
        {
            if (same.Select(static key => key.Owner.Name).Distinct().ToArray() is { Length: > 1 } names)
            {
                failures.Add(SettingsRules.Refusal(
                    nameof(SecuritySettings.Keys), $"the same for {string.Join(" and ", names)}", $"everyone must have a key of their own"));
            }
        }

        return new KeyTable([.. read], failures);
    }

    /// <summary>Whether both have the same keys for the same owners.</summary>
    public bool IsSameAs(KeyTable other) =>
        _keys.Length == other._keys.Length
        && _keys.Zip(other._keys).All(static pair => pair.First.Owner.Name == pair.Second.Owner.Name
            && pair.First.Hash.AsSpan().SequenceEqual(pair.Second.Hash));

    /// <summary>Whose a key is. Takes as long whichever it is, or none.</summary>
    /// <returns>Null where it is nobody's.</returns>
    public KeyOwner? Find(ReadOnlySpan<char> key)
    {
        if (key.Length > MaxKeyLength)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MaxKeyLength)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(key, bytes)], hash);
        KeyOwner? found = null;
        foreach ((byte[] known, KeyOwner owner) in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(known, hash) ? owner : found;
        }

        return found;
    }

    [GeneratedRegex(@"^[\w.-]{1,64}$", RegexOptions.ECMAScript)]
    private static partial Regex Name();
}
