using System.Security.Cryptography;
using System.Text;

namespace MuSiCa.Service.Tests.Security;

internal static class TestKeys
{
    /// <summary>A key as the settings want it, and as <c>sha256sum</c> writes it.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
