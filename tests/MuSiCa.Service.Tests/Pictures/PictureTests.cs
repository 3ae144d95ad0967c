using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using MuSiCa.Imaging;

namespace MuSiCa.Service.Tests.Pictures;

public sealed class PictureTests(TestService service) : IClassFixture<TestService>
{
    private static readonly ImageDecoder Decoder = new(new ImagingLimits());
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json; charset=utf-8", "application/json")]
    [InlineData("text/html, */*;q=0.8", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("image/png", "image/png")]
    [InlineData("image/*", "image/png")]
    [InlineData("IMAGE/PNG", "image/png")]
    [InlineData("image/svg+xml", "image/svg+xml")]
    [InlineData("image/png;q=0.5, image/svg+xml", "image/svg+xml")]
    [InlineData("image/png;q=0.5, application/json;q=0.4", "image/png")]
    [InlineData("image/png, application/json", "application/json")]
    [InlineData("image/*, image/png;q=0", "image/svg+xml")]
    [InlineData("image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", "image/png")]
    public async Task Post_Accept_DecidesTheFormat(string? accept, string contentType)
    {
        HttpResponseMessage response = await PostAsync(TestService.Address, accept);

        Assert.Equal((HttpStatusCode.OK, contentType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(["Accept"], response.Headers.Vary);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("image/webp")]
    [InlineData("image/png;q=0")]
    [InlineData("application/json;q=0, text/*")]
    public async Task Post_AcceptsNothingThatThereIs_IsToldWhatThereIs(string accept)
    {
        JsonNode problem = await Http.ProblemAsync(await PostAsync(TestService.Address, accept), "not-acceptable");

        Assert.Contains("application/json, image/png, image/svg+xml or, with crop, application/zip", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Png_IsThePhotoWithTheFaceDrawn()
    {
        HttpResponseMessage response = await PostAsync(TestService.Address, "image/png");
        byte[] png = await response.Content.ReadAsByteArrayAsync();

        using DecodedImage before = Decoder.Decode(TestImages.Png);
        using DecodedImage after = Decoder.Decode(png);
        Assert.Equal((TestImages.Width, TestImages.Height, ImageFormat.Png), (after.Width, after.Height, after.Info.Format));
        Assert.Equal(png.Length, response.Content.Headers.ContentLength);
        Assert.False(before.Pixels.SequenceEqual(after.Pixels));

        // The box begins at row 3; what is above it is as it was.
        Assert.True(before.Pixels[..(3 * TestImages.Width)].SequenceEqual(after.Pixels[..(3 * TestImages.Width)]));
    }

    [Theory]
    [InlineData("numbers=true")]
    [InlineData("groups=false")]
    [InlineData("boxes=false")]
    public async Task Post_PngOption_ChangesThePicture(string option)
    {
        byte[] plain = await BytesAsync(TestService.Address, "image/png");
        byte[] other = await BytesAsync($"{TestService.Address}&{option}", "image/png");

        Assert.NotEqual(plain, other);
    }

    [Fact]
    public async Task Post_Svg_SaysOfEachLandmarkWhatItIs()
    {
        XElement svg = await SvgAsync(TestService.Address);
        JsonNode face = (await Http.AnswerAsync(await PostAsync(TestService.Address, null)))["faces"]![0]!;

        Assert.Equal("-0.5 -0.5 32 24", (string?)svg.Attribute("viewBox"));
        Assert.Equal(
            ["0 eyes", "1 eyes", "2 nose", "3 mouth", "4 mouth", "5 mouth"],
            svg.Descendants(Svg + "title").Select(static title => title.Value));
        Assert.Equal(
            Http.Landmarks(face),
            svg.Descendants(Svg + "circle").SelectMany(static dot => new[] { (double)dot.Attribute("cx")!, (double)dot.Attribute("cy")! }));
        XElement drawn = Assert.Single(svg.Elements(Svg + "g"));
        Assert.Equal(
            ((string?)face["exit"], (string?)face["status"], $"{face["stages"]}"),
            ((string?)drawn.Attribute("data-exit"), (string?)drawn.Attribute("data-status"), (string?)drawn.Attribute("data-stages")));
    }

    [Fact]
    public async Task Post_Svg_HoldsThePhotoAndFetchesNothing()
    {
        HttpResponseMessage response = await PostAsync(TestService.Address, "image/svg+xml");
        XElement svg = XElement.Parse(await response.Content.ReadAsStringAsync());

        string link = (string)Assert.Single(svg.Elements(Svg + "image")).Attribute("href")!;
        using DecodedImage photo = Decoder.Decode(Convert.FromBase64String(link["data:image/jpeg;base64,".Length..]));
        Assert.Equal((TestImages.Width, TestImages.Height), (photo.Width, photo.Height));
        Assert.StartsWith("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("", 1, 1, 1)]
    [InlineData("&numbers=true", 1, 1, 7)]
    [InlineData("&boxes=false", 0, 1, 0)]
    [InlineData("&groups=false", 1, 0, 1)]
    public async Task Post_SvgOptions_DrawWhatTheySay(string options, int boxes, int lines, int texts)
    {
        XElement svg = await SvgAsync($"{TestService.Address}{options}");

        Assert.Equal(
            (boxes, lines, texts),
            (svg.Descendants(Svg + "rect").Count(),
                svg.Descendants(Svg + "polyline").Concat(svg.Descendants(Svg + "polygon")).Count(),
                svg.Descendants(Svg + "text").Count()));
    }

    [Fact]
    public async Task Post_PhotoOnItsSide_IsDrawnUpright()
    {
        XElement svg = await SvgAsync("/v1/landmarks?box=3,4,12,16", TestImages.Sideways);

        Assert.Equal(("24", "32"), ((string?)svg.Attribute("width"), (string?)svg.Attribute("height")));
    }

    [Fact]
    public async Task Post_LargePhoto_IsDrawnSmaller()
    {
        byte[] photo = TestImages.Paint(PicturePainterSide + 40, 64).EncodePng();

        byte[] png = await BytesAsync("/v1/landmarks?box=4,3,40,40", "image/png", photo);

        ImageInfo info = Decoder.Probe(png);
        Assert.Equal(((PicturePainterSide + 40) / 2, 32), (info.Width, info.Height));
    }

    [Fact]
    public async Task Post_PhotoThatCannotBeDrawnInMemory_IsRefused()
    {
        using TestService small = new TestService()
            .With("Requests:MaxBytes", "100000").With("Imaging:MaxEncodedBytes", "100000").With("Requests:MaxFaces", "1")
            .With("Serving:MemoryLimit", "60000000");
        await small.ReadyAsync();
        byte[] photo = new Canvas(1600, 1200, RgbColor.White).EncodePng();

        JsonNode problem = await Http.ProblemAsync(
            await PostAsync("/v1/landmarks?box=4,3,400,400", "image/png", photo, small), "image-too-many-pixels");
        await Http.AnswerAsync(await PostAsync("/v1/landmarks?box=4,3,400,400", null, photo, small));

        Assert.StartsWith("Decoding and drawing this image needs", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("groups")]
    [InlineData("boxes")]
    public async Task Post_DrawingOptionWithoutAPicture_IsRefused(string name)
    {
        JsonNode problem = await Http.ProblemAsync(await PostAsync($"{TestService.Address}&{name}=true", null), "parameter-invalid");

        Assert.Equal(name, (string?)problem["parameter"]);
        Assert.Contains("Accept: image/png", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_SeveralFiles_AreNoPicture()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TestService.Address) { Content = Http.Form(TestImages.Png, TestImages.Jpeg) };
        request.Headers.Add("Accept", "image/png");

        JsonNode problem = await Http.ProblemAsync(await (await service.ReadyAsync()).SendAsync(request), "not-acceptable");

        Assert.Contains("the form has 2", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BadPhoto_IsAProblemAsJson() =>
        await Http.ProblemAsync(await PostAsync(TestService.Address, "image/svg+xml", TestImages.Text), "image-unsupported");

    private const int PicturePainterSide = Service.Pictures.PicturePainter.MaxSide;

    private async Task<XElement> SvgAsync(string address, byte[]? photo = null)
    {
        HttpResponseMessage response = await PostAsync(address, "image/svg+xml", photo);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return XElement.Parse(await response.Content.ReadAsStringAsync());
    }

    private async Task<byte[]> BytesAsync(string address, string accept, byte[]? photo = null)
    {
        HttpResponseMessage response = await PostAsync(address, accept, photo);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string address, string? accept, byte[]? photo = null, TestService? other = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Http.Body(photo ?? TestImages.Png) };
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await (await (other ?? service).ReadyAsync()).SendAsync(request);
    }
}
