using System.Text;
using System.Text.Json.Nodes;

namespace MuSiCa.Service.Tests;

public sealed class FormProblemTests(TestService service) : IClassFixture<TestService>
{
    private const string Part = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.png\"\r\n\r\n";

    [Theory]
    [InlineData("multipart/form-data", "", "multipart-malformed", "boundary")]
    [InlineData("multipart/form-data; boundary=\"\"", "", "multipart-malformed", "boundary")]
    [InlineData("multipart/form-data; boundary=b", "", "multipart-malformed", "breaks off")]
    [InlineData("multipart/form-data; boundary=b", "nothing of a form", "multipart-malformed", "breaks off")]
    [InlineData("multipart/form-data; boundary=b", "--b", "multipart-malformed", "breaks off")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition", "multipart-malformed", "breaks off")]
    [InlineData("multipart/form-data; boundary=b", Part + "half a file", "multipart-malformed", "breaks off")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\n\r\nno header\r\n--b--\r\n", "form-field-unexpected", "\"\" is no file")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"box\"\r\n\r\n1,2,3,4\r\n--b--\r\n", "form-field-unexpected", "\"box\"")]
    [InlineData("multipart/form-data; boundary=b", "--b--\r\n", "file-required", "no file")]
    public async Task Post_FormThatCannotBeRead_SaysWhatIsWrong(string contentType, string body, string type, string says)
    {
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync(
            TestService.Address, Http.Body(Encoding.Latin1.GetBytes(body), contentType));

        JsonNode problem = await Http.ProblemAsync(response, type);
        Assert.Contains(says, (string?)problem["detail"], StringComparison.Ordinal);
    }

    // What browsers send for a field in which no file was chosen.
    private const string NoFile = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n";

    [Fact]
    public async Task Post_FormWithAnEmptyFileInput_IgnoresIt()
    {
        HttpClient client = await service.ReadyAsync();
        byte[] form = [.. Encoding.Latin1.GetBytes(NoFile + Part), .. TestImages.Png, .. Encoding.Latin1.GetBytes("\r\n" + NoFile + "--b--\r\n")];

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(form, "multipart/form-data; boundary=b")));

        Assert.NotNull(answer["faces"]);
    }

    [Fact]
    public async Task Post_FormWithEmptyFileInputsOnly_HasNoFile()
    {
        HttpClient client = await service.ReadyAsync();
        byte[] form = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(NoFile, 100)) + "--b--\r\n");

        HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Body(form, "multipart/form-data; boundary=b"));

        await Http.ProblemAsync(response, "file-required");
    }

    // A file that somebody chose, and that has nothing in it.
    [Fact]
    public async Task Post_FormWithANamedFileOfNoBytes_SaysSo()
    {
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync(
            TestService.Address, Http.Body(Encoding.Latin1.GetBytes(Part + "\r\n--b--\r\n"), "multipart/form-data; boundary=b"));

        await Http.ProblemAsync(response, "image-empty");
    }

    [Fact]
    public async Task Post_FormWithEndlessHeaders_IsRefused()
    {
        HttpClient client = await service.ReadyAsync();
        string headers = string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: {new string('x', 100)}\r\n"));

        HttpResponseMessage response = await client.PostAsync(
            TestService.Address, Http.Body(Encoding.Latin1.GetBytes($"--b\r\n{headers}\r\n"), "multipart/form-data; boundary=b"));

        await Http.ProblemAsync(response, "multipart-malformed");
    }

    [Fact]
    public async Task Post_FormCutOffAnywhere_IsAProblem()
    {
        HttpClient client = await service.ReadyAsync();
        byte[] whole = [.. Encoding.Latin1.GetBytes(Part), .. TestImages.Png, .. "\r\n--b--"u8];
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(whole, "multipart/form-data; boundary=b")));

        for (int length = 0; length < whole.Length - 2; length += 3)
        {
            using HttpResponseMessage response = await client.PostAsync(
                TestService.Address, Http.Body(whole[..length], "multipart/form-data; boundary=b"));
            await Http.ProblemAsync(response, "multipart-malformed");
        }
    }
}
