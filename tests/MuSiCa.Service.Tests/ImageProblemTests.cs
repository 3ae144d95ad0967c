using System.Net;
using System.Text.Json.Nodes;
using MuSiCa.Imaging;

namespace MuSiCa.Service.Tests;

public sealed class ImageProblemTests(TestService service) : IClassFixture<TestService>
{
    private const int Mutations = 2000;

    private static byte[] Field(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", "field", file));

    [Theory]
    [InlineData("empty", 400, "image-empty")]
    [InlineData("text", 415, "image-unsupported")]
    [InlineData("endless", 413, "image-too-tall")]
    public async Task Post_NoUsableImage_IsRefused(string image, int status, string type)
    {
        HttpClient client = await service.ReadyAsync();
        byte[] body = image switch
        {
            "empty" => [],
            "text" => TestImages.Text,
            _ => TestImages.EndlessPng,
        };

        HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Body(body));

        await Http.ProblemAsync(response, type);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("arith.jpg", "arithmetic coding")]
    [InlineData("p12.jpg", "12 bits")]
    public async Task Post_KindOfJpegThatIsNotRead_IsNamed(string file, string words)
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode problem = await Http.ProblemAsync(
            await client.PostAsync(TestService.Address, Http.Body(Field(file))), "image-unsupported");

        Assert.Contains(words, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tall.png", 1666, 30000)]
    [InlineData("b-lossless.webp", 7071, 7071)]
    public async Task Post_FewBytesOfFiftyMegapixelsWithBoxesFarLarger_IsAnswered(string file, int width, int height)
    {
        HttpClient client = await service.ReadyAsync();
        string boxes = string.Join('&', Enumerable.Range(0, 63).Select(i => $"box={-3 * (width + i)},-{i},{7 * width},{7 * width}"));

        JsonNode answer = await Http.AnswerAsync(
            await client.PostAsync($"/v1/landmarks?{boxes}&box=5,5,40,40", Http.Body(Field(file))));

        Assert.Equal((width, height), ((int?)answer["image"]!["width"], (int?)answer["image"]!["height"]));
        Assert.Equal(64, answer["faces"]!.AsArray().Count);
    }

    [Fact]
    public async Task Post_ImageOverALimit_IsRefusedWithTheLimitOfTheSettings()
    {
        using TestService small = new TestService()
            .With("Imaging:MaxWidth", "100").With("Imaging:MaxHeight", "90").With("Imaging:MaxPixels", "5000");
        HttpClient client = await small.ReadyAsync();

        await AssertRefusedAsync(client, TestImages.Paint(101, 10), "image-too-wide", "100");
        await AssertRefusedAsync(client, TestImages.Paint(10, 91), "image-too-tall", "90");
        await AssertRefusedAsync(client, TestImages.Paint(72, 70), "image-too-many-pixels", "5000");
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Paint(100, 50).EncodePng())));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp-lossy")]
    [InlineData("webp-lossless")]
    [InlineData("gif")]
    [InlineData("bmp")]
    [InlineData("tiff")]
    public async Task Post_ImageCutOffAnywhere_IsAProblemOrTheAnswer(string image)
    {
        HttpClient client = await service.ReadyAsync();
        byte[] whole = TestImages.Valid[image];

        for (int length = 0; length < whole.Length; length++)
        {
            await AssertProblemOrAnswerAsync(client, whole[..length], $"{image} cut off after {length} bytes");
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("gif")]
    [InlineData("bmp")]
    [InlineData("tiff")]
    public async Task Post_HalfAnImage_IsCutOff(string image)
    {
        HttpClient client = await service.ReadyAsync();
        byte[] whole = TestImages.Valid[image];

        HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Body(whole[..(whole.Length / 2)]));

        await Http.ProblemAsync(response, "image-truncated");
    }

    [Fact]
    public async Task Post_RandomlyMutatedImages_AreProblemsOrAnswers()
    {
        HttpClient client = await service.ReadyAsync();
        byte[][] valid = [.. TestImages.Valid.Values];
        var random = new Random(20260);
        int answers = 0;

        for (int i = 0; i < Mutations; i++)
        {
            byte[] mutated = Mutate(valid[i % valid.Length], random);
            answers += await AssertProblemOrAnswerAsync(client, mutated, $"mutation {i}") ? 1 : 0;
        }

        // Both happen, or the mutations are too mild or too wild to prove anything.
        Assert.InRange(answers, Mutations / 50, Mutations * 9 / 10);
    }

    [Theory]
    [InlineData("avif", "AVIF")]
    [InlineData("heic", "HEIC")]
    public async Task Post_FormatThatIsNotRead_IsNamed(string brand, string name)
    {
        HttpClient client = await service.ReadyAsync();
        byte[] file = [0, 0, 0, 24, .. "ftyp"u8, .. System.Text.Encoding.ASCII.GetBytes(brand), .. new byte[100]];

        JsonNode problem = await Http.ProblemAsync(
            await client.PostAsync(TestService.Address, Http.Body(file, "image/" + brand)), "image-unsupported");

        Assert.Contains(name, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(HttpClient client, Canvas image, string type, string limit)
    {
        JsonNode problem = await Http.ProblemAsync(await client.PostAsync(TestService.Address, Http.Body(image.EncodePng())), type);
        Assert.Contains(limit, ((string)problem["detail"]!).Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task<bool> AssertProblemOrAnswerAsync(HttpClient client, byte[] body, string what)
    {
        using HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Body(body));
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return true;
        }

        Assert.True((int)response.StatusCode < 500, $"{what}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        await Http.ProblemAsync(response);
        return false;
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        byte[] bytes = [.. valid];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 20))..], 0];
                    break;
                case 3:
                    byte[] noise = new byte[random.Next(1, 20)];
                    random.NextBytes(noise);
                    bytes = [.. bytes[..at], .. noise, .. bytes[at..]];
                    break;
                default:
                    Array.Fill(bytes, (byte)(random.Next(2) * 255), at, Math.Min(bytes.Length - at, random.Next(1, 9)));
                    break;
            }
        }

        return bytes;
    }
}
