using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace MuSiCa.Service.Tests.Security;

/// <summary>Client certificates as docs/security.md sets them up, in a process of its own.</summary>
public sealed partial class CertificateTests : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private const string Name = "CN=localhost";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musica-certificates-");
    private readonly X509Certificate2 _authority = CreateAuthority();

    [Fact]
    public async Task RequireCertificate_OnlyOneOfTheTrustedAuthority_IsLetIn()
    {
        using X509Certificate2 server = Issue(_authority, ServerUse);
        using X509Certificate2 known = Issue(_authority, ClientUse);
        using X509Certificate2 foreignAuthority = CreateAuthority();
        using X509Certificate2 foreign = Issue(foreignAuthority, ClientUse);
        using var service = new ServiceProcess(
            [],
            [
                ("MuSiCa__Model__Path", TestPaths.TinyModel), ("MuSiCa__Inference__Provider", "cpu"), ("MuSiCa__Finding__Enabled", "false"),
                ("Kestrel__Endpoints__Https__Url", "https://127.0.0.1:0"),
                ("Kestrel__Endpoints__Https__Certificate__Path", Write("tls.crt", server.ExportCertificatePem())),
                ("Kestrel__Endpoints__Https__Certificate__KeyPath", Write("tls.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())),
                ("Kestrel__Endpoints__Https__ClientCertificateMode", "RequireCertificate"),
                ("SSL_CERT_FILE", Write("clients.crt", _authority.ExportCertificatePem())),
            ]);
        var address = new Uri((await service.FindAsync(Listening())).Groups["address"].Value);

        Assert.Equal(HttpStatusCode.OK, await AskAsync(address, known));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync(address, foreign));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync(address, certificate: null));
        service.Terminate();
        Assert.Equal(0, await service.ExitAsync());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<HttpStatusCode> AskAsync(Uri address, X509Certificate2? certificate)
    {
        // By its name alone: the authority is made up.
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, server, _, _) => server?.Subject == Name },
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        using var client = new HttpClient(handler);
        return (await client.GetAsync(new Uri(address, "/v1/models"))).StatusCode;
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=authority-{Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string use)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        using X509Certificate2 issued = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@"REST on (?<address>https://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
