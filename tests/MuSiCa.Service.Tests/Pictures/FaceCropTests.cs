using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Service.Pictures;

namespace MuSiCa.Service.Tests.Pictures;

public sealed class FaceCropTests(TestService service) : IClassFixture<TestService>
{
    private static readonly (double X, double Y)[] Template =
        [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)];

    // Right eye, left eye, nose, right and left corner of the mouth, in the order of the template.
    private static readonly FivePoints Points = new([1], [0], [2], [4], [3]);

    [Fact]
    public void Fit_PointsThatWereTurnedScaledAndMoved_FindsHow() =>
        Gen.Select(Gen.Double[-Math.PI, Math.PI], Gen.Double[0.05, 20], Gen.Double[-500, 500], Gen.Double[-500, 500]).Sample(
            (turn, scale, x, y) =>
            {
                var transform = new SimilarityTransform(scale * Math.Cos(turn), scale * Math.Sin(turn), x, y);
                (double X, double Y)[] to = [.. Template.Select(point => transform.Apply(point.X, point.Y))];

                SimilarityTransform found = SimilarityTransform.Fit(Template, to)!.Value;

                Assert.Equal(transform.A, found.A, 1e-9 * scale);
                Assert.Equal(transform.B, found.B, 1e-9 * scale);
                Assert.All(to.Zip(Template), pair =>
                {
                    (double backX, double backY) = found.Inverse().Apply(pair.First.X, pair.First.Y);
                    Assert.Equal(pair.Second.X, backX, 1e-6);
                    Assert.Equal(pair.Second.Y, backY, 1e-6);
                });
            });

    [Fact]
    public void Fit_PointsAtOnePlaceOrNowhere_IsNone()
    {
        Assert.Null(SimilarityTransform.Fit([(3, 4), (3, 4)], [(1, 2), (5, 6)]));
        Assert.Null(SimilarityTransform.Fit([(double.NaN, 4), (3, 4)], [(1, 2), (5, 6)]));
        Assert.Null(SimilarityTransform.Fit([(double.PositiveInfinity, 4), (3, 4)], [(1, 2), (5, 6)]));
    }

    [Theory]
    [InlineData(112, 0.3, 1)]
    [InlineData(112, -2, 1.4)]
    [InlineData(224, 0.3, 1)]
    public void Cut_TurnedFace_PutsItsFivePointsOntoTheTemplate(int side, double turn, double scale)
    {
        using DecodedImage image = Gradient();
        var there = new SimilarityTransform(scale * Math.Cos(turn), scale * Math.Sin(turn), 0, 0);
        (double X, double Y) centre = there.Apply(56, 70);
        there = there with { X = 128 - centre.X, Y = 128 - centre.Y };
        (double X, double Y)[] face = [.. Template.Select(point => there.Apply(point.X, point.Y))];

        FaceCrop crop = FaceCropper.Cut(
            image, [.. face.SelectMany(static point => new[] { (float)point.X, (float)point.Y })], Points, new CropQuery(side, CropFormat.Png))!;

        using DecodedImage cut = Decode(crop.Encoded);
        Assert.Equal((side, side), (cut.Width, cut.Height));
        foreach (((double x, double y), (double fullX, double fullY)) in Template.Zip(face))
        {
            double grow = side / 112.0;
            (int column, int row) = ((int)Math.Round(((x + 0.5) * grow) - 0.5), (int)Math.Round(((y + 0.5) * grow) - 0.5));
            int at = 3 * ((row * side) + column);
            Assert.Equal(fullX, cut.Pixels[at], 2.0);
            Assert.Equal(fullY, cut.Pixels[at + 1], 2.0);
        }
    }

    [Fact]
    public void Cut_FaceAtTheEdge_IsBlackBeyondIt()
    {
        using DecodedImage image = Gradient();

        FaceCrop crop = FaceCropper.Cut(
            image, [.. Template.SelectMany(static point => new[] { (float)point.X - 60, (float)point.Y })], Points, new CropQuery(112, CropFormat.Png))!;

        using DecodedImage cut = Decode(crop.Encoded);
        Assert.Equal([0, 0, 0], cut.Pixels.Slice(3 * 112 * 50, 3).ToArray());
        Assert.Equal([0, 50, 77], cut.Pixels.Slice(3 * ((112 * 50) + 60), 3).ToArray());
    }

    [Fact]
    public void Cut_FaceWithoutExtent_IsNone()
    {
        using DecodedImage image = Gradient();

        Assert.Null(FaceCropper.Cut(image, [.. Enumerable.Repeat(5f, 10)], Points, new CropQuery(112, CropFormat.Png)));
    }

    [Theory]
    [InlineData("", "image/png", ImageFormat.Png)]
    [InlineData("&cropFormat=png", "image/png", ImageFormat.Png)]
    [InlineData("&cropFormat=jpeg", "image/jpeg", ImageFormat.Jpeg)]
    public async Task Post_Crop_IsInTheAnswerWithItsMatrix(string query, string mediaType, ImageFormat format)
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(
            $"{TestService.Address}&box=1,2,9,9&crop=112{query}", Http.Body(TestImages.Png)));

        Assert.Equal(2, answer["faces"]!.AsArray().Count);
        foreach (JsonNode? face in answer["faces"]!.AsArray())
        {
            JsonNode crop = face!["crop"]!;
            Assert.Equal((112, 112, mediaType), ((int)crop["width"]!, (int)crop["height"]!, (string?)crop["mediaType"]));
            using DecodedImage cut = Decode(crop["data"]!.GetValue<string>());
            Assert.Equal((format, 112, 112), (cut.Info.Format, cut.Width, cut.Height));
            double[][] matrix = crop["matrix"]!.Deserialize<double[][]>()!;
            double[] points = Http.Landmarks(face);
            FivePoints five = FakeStages.Package.Landmarks.FivePoints!;
            int[] indices = [five.RightEye.Single(), five.LeftEye.Single(), five.NoseTip.Single(), five.RightMouth.Single(), five.LeftMouth.Single()];
            SimilarityTransform fit = SimilarityTransform.Fit([.. indices.Select(index => (points[2 * index], points[(2 * index) + 1]))], Template)!.Value;
            Assert.Equal([fit.A, -fit.B, fit.X, fit.B, fit.A, fit.Y], matrix[0].Concat(matrix[1]), static (one, other) => Math.Abs(one - other) < 0.2);
        }
    }

    [Fact]
    public async Task Post_CropOfFacesThatAreFoundInSeveralFiles_IsInEachAnswer()
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(
            "/v1/landmarks?box=4,3,16,12&crop=224", Http.Form(TestImages.Png, TestImages.Text, TestImages.Sideways)));

        JsonArray images = answer["images"]!.AsArray();
        Assert.Equal(224, (int)images[0]!["faces"]![0]!["crop"]!["width"]!);
        Assert.Equal(224, (int)images[2]!["faces"]![0]!["crop"]!["width"]!);
        JsonNode found = await Http.AnswerAsync(await client.PostAsync("/v1/landmarks?crop=112", Http.Body(TestImages.Png)));
        Assert.All(found["faces"]!.AsArray(), static face => Assert.NotNull(face!["crop"]));
    }

    [Theory]
    [InlineData("box=4,3,16,12&crop=100", "112, or 224")]
    [InlineData("box=4,3,16,12&crop=112&cropFormat=bmp", "png or jpeg")]
    [InlineData("box=4,3,16,12&cropFormat=png", "crop=112")]
    [InlineData("detect=only&crop=112", "detect=only")]
    public async Task Post_CropThatCannotBe_SaysWhy(string query, string says)
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode problem = await Http.ProblemAsync(await client.PostAsync($"/v1/landmarks?{query}", Http.Body(TestImages.Png)), "parameter-invalid");

        Assert.Contains(says, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_CropAsAPicture_IsRefused()
    {
        HttpClient client = await service.ReadyAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, $"{TestService.Address}&crop=112") { Content = Http.Body(TestImages.Png) };
        request.Headers.Add("Accept", "image/png");

        JsonNode problem = await Http.ProblemAsync(await client.SendAsync(request), "parameter-invalid");

        Assert.Equal("crop", (string?)problem["parameter"]);
    }

    [Theory]
    [InlineData("", "png", "image/png")]
    [InlineData("&cropFormat=jpeg", "jpg", "image/jpeg")]
    public async Task Post_CropAsAZip_HasTheAnswerAndAFileForEachFace(string query, string extension, string mediaType)
    {
        string address = $"{TestService.Address}&box=1,2,9,9&crop=112{query}";
        HttpClient client = await service.ReadyAsync();
        JsonNode expected = await Http.AnswerAsync(await client.PostAsync(address, Http.Body(TestImages.Png)));

        HttpResponseMessage response = await AcceptAsync(address, "application/zip");

        Assert.Equal((HttpStatusCode.OK, "application/zip"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var archive = new ZipArchive(await response.Content.ReadAsStreamAsync());
        Assert.Equal(["landmarks.json", "crops.json", $"face-0.{extension}", $"face-1.{extension}"], archive.Entries.Select(static entry => entry.FullName));
        JsonNode answer = JsonNode.Parse(Bytes(archive, "landmarks.json"))!;
        JsonArray crops = JsonNode.Parse(Bytes(archive, "crops.json"))!["crops"]!.AsArray();
        Assert.Equal(2, crops.Count);
        foreach ((int index, JsonNode? face) in expected["faces"]!.AsArray().Index())
        {
            Assert.Null(answer["faces"]![index]!["crop"]);
            Assert.Equal(Http.Landmarks(face!), Http.Landmarks(answer["faces"]![index]!));
            JsonNode crop = crops[index]!;
            Assert.Equal((index, 112, 112, mediaType), ((int)crop["face"]!, (int)crop["width"]!, (int)crop["height"]!, (string?)crop["mediaType"]));
            Assert.Equal(face!["crop"]!["matrix"]!.ToJsonString(), crop["matrix"]!.ToJsonString());
            Assert.Equal(Convert.FromBase64String((string)face["crop"]!["data"]!), Bytes(archive, (string)crop["file"]!));
        }
    }

    [Fact]
    public async Task Post_ZipWithoutCrop_SaysWhatIsMissing()
    {
        JsonNode problem = await Http.ProblemAsync(await AcceptAsync(TestService.Address, "application/zip"), "not-acceptable");

        Assert.Contains("crop=112", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ZipOfJsonThatAsksForCrops_HasThem()
    {
        string json = $$"""{"image":"{{Convert.ToBase64String(TestImages.Png)}}","boxes":[[4,3,16,12]],"crop":112}""";

        HttpResponseMessage response = await AcceptAsync(
            "/v1/landmarks", "application/zip", new StringContent(json, new MediaTypeHeaderValue("application/json")));

        using var archive = new ZipArchive(await response.Content.ReadAsStreamAsync());
        Assert.Equal(3, archive.Entries.Count);
    }

    [Fact]
    public async Task Post_ZipOfSeveralFiles_IsRefused() => await Http.ProblemAsync(
        await AcceptAsync("/v1/landmarks?crop=112", "application/zip", Http.Form(TestImages.Png, TestImages.Png)), "not-acceptable");

    [Fact]
    public async Task Post_CropFromAModelWithoutFivePoints_SaysSo()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("musica-");
        foreach (string file in Directory.GetFiles(TestPaths.TinyModel))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        string document = Path.Combine(folder.FullName, ModelPackage.FileName);
        JsonNode model = JsonNode.Parse(await File.ReadAllTextAsync(document))!;
        model["landmarks"]!.AsObject().Remove("fivePoints");
        await File.WriteAllTextAsync(document, model.ToJsonString());
        try
        {
            using TestService without = new TestService().WithModel(folder.FullName);
            HttpClient client = await without.ReadyAsync();

            JsonNode problem = await Http.ProblemAsync(
                await client.PostAsync($"{TestService.Address}&crop=112", Http.Body(TestImages.Png)), "parameter-invalid");

            Assert.Contains("five points", (string)problem["detail"]!, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Png")]
    [InlineData("Jpeg")]
    public void BytesFor_NoiseWhichDoesNotPack_IsNoLess(string format)
    {
        byte[] noise = new byte[3 * 300 * 300];
        new Random(1).NextBytes(noise);
        using DecodedImage image = Decode(ImageEncoder.EncodePng(noise, 300, 300));
        var query = new CropQuery(224, Enum.Parse<CropFormat>(format));

        FaceCrop crop = FaceCropper.Cut(image, [.. Template.SelectMany(static point => new[] { (float)point.X * 2, (float)point.Y * 2 })], Points, query)!;

        Assert.InRange(crop.Encoded.Length, 1, query.BytesFor(2) - query.BytesFor(1));
    }

    private async Task<HttpResponseMessage> AcceptAsync(string address, string accept, HttpContent? content = null)
    {
        HttpClient client = await service.ReadyAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content ?? Http.Body(TestImages.Png) };
        request.Headers.Add("Accept", accept);
        return await client.SendAsync(request);
    }

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using Stream stream = archive.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    // Red is the column, green the row.
    private static DecodedImage Gradient()
    {
        byte[] rgb = new byte[3 * 256 * 256];
        for (int i = 0; i < 256 * 256; i++)
        {
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)(i % 256), (byte)(i / 256), 77);
        }

        return Decode(ImageEncoder.EncodePng(rgb, 256, 256));
    }

    private static DecodedImage Decode(string base64) => Decode(Convert.FromBase64String(base64));

    private static DecodedImage Decode(byte[] file) => new ImageDecoder(new ImagingLimits()).Decode(file);
}
