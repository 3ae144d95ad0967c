using System.Globalization;
using System.Net;
using System.Text;
using Google.Protobuf;

namespace MuSiCa.Service.Tests;

/// <summary>
/// Bodies, queries and messages with random changes, each by the seed that its number is. Whatever comes gets an answer or a problem, never a
/// fault of the service, and nothing stays behind: the service asserts an empty budget when it ends. <c>eng/fuzz.sh</c> tries many more.
/// </summary>
public sealed class FuzzTests
{
    private const int Few = 120;

    // Bytes that mean something where they stand: lengths, ends, signs, markers.
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFF, (byte)'"', (byte)'{', (byte)'-', (byte)'\r', (byte)'\n', (byte)'&', (byte)'='];

    private static readonly byte[] Json =
        Encoding.UTF8.GetBytes($$"""{"image":"{{Convert.ToBase64String(TestImages.Png)}}","boxes":[[4,3,16,12]],"maxStages":2,"timing":true}""");

    private static readonly byte[] Form = Encoding.Latin1.GetBytes(
        "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
        + Encoding.Latin1.GetString(TestImages.Png) + "\r\n--b--\r\n");

    private static readonly byte[] Query = Encoding.ASCII.GetBytes("box=4,3,16,12&maxStages=2&maxError=0.04&timing=true&priority=bulk&timeout=900");

    private static readonly byte[] Message = LandmarkerClient.Request().ToByteArray();

    private static int Count => Environment.GetEnvironmentVariable("MUSICA_MUTATIONS") is { Length: > 0 } many
        ? int.Parse(many, CultureInfo.InvariantCulture)
        : Few;

    [Fact]
    public Task Post_MutatedImages_NeverFail() => PostAsync(TestImages.Png, "image/png", "box=4,3,16,12");

    [Fact]
    public Task Post_MutatedForms_NeverFail() => PostAsync(Form, "multipart/form-data; boundary=b", "box=4,3,16,12");

    [Fact]
    public Task Post_MutatedJson_NeverFails() => PostAsync(Json, "application/json", string.Empty);

    [Fact]
    public Task Post_MutatedQueries_NeverFail() => EachAsync(async (client, random) =>
    {
        string query = Encoding.Latin1.GetString(Mutated(Query, random)).Replace("#", "%23", StringComparison.Ordinal);
        if (Uri.TryCreate($"http://localhost/v1/landmarks?{query}", UriKind.Absolute, out Uri? address))
        {
            await CheckAsync(await client.PostAsync(address, Http.Body(TestImages.Png)));
        }
    });

    [Fact]
    public Task Call_MutatedMessages_NeverFail() => EachAsync((client, random) =>
    {
        byte[] message = Mutated(Message, random);
        return CallAsync(client, [0, .. BigEndian(message.Length), .. message]);
    });

    [Fact]
    public Task Call_MutatedFrames_NeverFail() => EachAsync((client, random) =>
        CallAsync(client, Mutated([0, .. BigEndian(Message.Length), .. Message], random), isFramed: false));

    private static Task PostAsync(byte[] body, string contentType, string query) => EachAsync(async (client, random) =>
        await CheckAsync(await client.PostAsync($"/v1/landmarks?{query}", Http.Body(Mutated(body, random), contentType))));

    private static async Task EachAsync(Func<HttpClient, Random, Task> trial)
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        for (int seed = 0; seed < Count; seed++)
        {
            Exception? failure = await Record.ExceptionAsync(() => trial(client, new Random(seed)));
            Assert.True(failure is null, $"Seed {seed}: {failure}");
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync();
            Assert.True(
                (int)response.StatusCode < 500 || response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
                $"{response.StatusCode} {text}");
        }
    }

    // What is no frame is INTERNAL, as gRPC has it (doc/statuscodes.md of grpc/grpc), with nothing of the service in it.
    private static async Task CallAsync(HttpClient client, byte[] frame, bool isFramed = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/musica.v1.FaceLandmarker/Locate")
        {
            Version = HttpVersion.Version20,
            Content = Http.Body(frame, "application/grpc"),
        };
        request.Headers.TE.ParseAdd("trailers");
        using HttpResponseMessage response = await client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        string status = (response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? trailer)
            || response.Headers.TryGetValues("grpc-status", out trailer)) ? trailer.First() : "none";
        Assert.True(status is not ("none" or "2") && (status != "13" || !isFramed), $"grpc-status {status}");
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int changes = random.Next(1, 12); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 16), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : 0);
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] BigEndian(int length) => [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
}
