using System.Net;
using System.Net.Http.Headers;
using Google.Rpc;

namespace MuSiCa.Service.Tests.Grpc;

public sealed class UnknownMethodTests
{
    [Theory]
    [InlineData("/no.such.Service/Locate")]
    [InlineData("/musica.v1.FaceLandmarker/NoSuchMethod")]
    public async Task Post_MethodThatDoesNotExist_IsAnsweredByTrailersAlone(string path)
    {
        using var service = new TestService();
        HttpClient http = await service.ReadyAsync();
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        using HttpResponseMessage response = await http.PostAsync(path, content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("12", Header("grpc-status"));
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(Header("grpc-status-details-bin")));
        Assert.Equal(Header("grpc-message"), status.Message);
        Assert.Equal("ROUTE_UNKNOWN", status.GetDetail<ErrorInfo>()!.Reason);

        string Header(string name) => Assert.Single(response.Headers.GetValues(name));
    }
}
