using System.Text.Json.Nodes;

namespace MuSiCa.Service.Tests;

public sealed class QueryProblemTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("?box=", "box-invalid", "Box 1 () has 1 values")]
    [InlineData("?box=1,2,3", "box-invalid", "Box 1 (1,2,3) has 3 values")]
    [InlineData("?box=1,2,3,4,5", "box-invalid", "has 5 values")]
    [InlineData("?box=1,2,3,4&box=a,2,3,4", "box-invalid", "Box 2 (a,2,3,4) has \"a\"")]
    [InlineData("?box=NaN,2,3,4", "box-invalid", "\"NaN\"")]
    [InlineData("?box=1,2,Infinity,4", "box-invalid", "\"Infinity\"")]
    [InlineData("?box=1,2,1e39,4", "box-invalid", "\"1e39\"")]
    [InlineData("?box=1,2,,4", "box-invalid", "\"\"")]
    [InlineData("?box=1;2;3;4", "box-invalid", "has 1 values")]
    [InlineData("?box=0x1,2,3,4", "box-invalid", "\"0x1\"")]
    [InlineData("?box=1,2,0,4", "box-empty", "Box 1 (1,2,0,4) has no area")]
    [InlineData("?box=1,2,3,-4", "box-empty", "Box 1 (1,2,3,-4) has no area")]
    [InlineData("?box=1,2,-3,-4", "box-empty", "has no area")]
    [InlineData("?box=32,2,3,4", "box-outside", "32 pixels wide and 24 high")]
    [InlineData("?box=0,24,3,4", "box-outside", "lies outside")]
    [InlineData("?box=-5,2,5,4", "box-outside", "Box 1 (-5,2,5,4)")]
    [InlineData("?box=0,0,3,4&box=-3e38,0,1,1", "box-outside", "Box 2")]
    [InlineData("?box=0,0,3,257", "box-too-large", "32 x 24 pixels")]
    [InlineData("?box=-1e38,-1e38,3e38,3e38", "box-too-large", "Box 1")]
    [InlineData("?box=0,0,9,9&profile=best", "profile-unknown", "'best'")]
    [InlineData("?box=0,0,9,9&profile=", "profile-unknown", "''")]
    [InlineData("?box=0,0,9,9&maxError=0", "parameter-invalid", "maxError 0")]
    [InlineData("?box=0,0,9,9&maxError=-1", "parameter-invalid", "maxError -1")]
    [InlineData("?box=0,0,9,9&maxError=NaN", "parameter-invalid", "maxError NaN")]
    [InlineData("?box=0,0,9,9&maxError=4%25", "parameter-invalid", "\"4%\"")]
    [InlineData("?box=0,0,9,9&maxError=0,04", "parameter-invalid", "\"0,04\"")]
    [InlineData("?box=0,0,9,9&maxStages=0", "parameter-invalid", "maxStages 0")]
    [InlineData("?box=0,0,9,9&maxStages=-1", "parameter-invalid", "maxStages -1")]
    [InlineData("?box=0,0,9,9&maxStages=1.5", "parameter-invalid", "\"1.5\"")]
    [InlineData("?box=0,0,9,9&maxStages=99999999999", "parameter-invalid", "\"99999999999\"")]
    [InlineData("?box=0,0,9,9&maxStages=1&maxStages=2", "parameter-invalid", "given once")]
    [InlineData("?box=0,0,9,9&timeout=0", "parameter-invalid", "milliseconds from 1 to 30000")]
    [InlineData("?box=0,0,9,9&timeout=-5", "parameter-invalid", "\"-5\"")]
    [InlineData("?box=0,0,9,9&timeout=1.5", "parameter-invalid", "\"1.5\"")]
    [InlineData("?box=0,0,9,9&timeout=5s", "parameter-invalid", "\"5s\"")]
    [InlineData("?box=0,0,9,9&timeout=30001", "parameter-invalid", "setting MuSiCa:Requests:Timeout")]
    [InlineData("?box=0,0,9,9&timeout=99999999999999999999", "parameter-invalid", "timeout")]
    [InlineData("?box=0,0,9,9&timeout=5&timeout=6", "parameter-invalid", "given once")]
    [InlineData("?box=0,0,9,9&priority=high", "parameter-invalid", "interactive or bulk")]
    [InlineData("?box=0,0,9,9&priority=", "parameter-invalid", "interactive or bulk")]
    [InlineData("?box=0,0,9,9&timing=yes", "parameter-invalid", "true or false")]
    [InlineData("?box=0,0,9,9&pose=yes", "parameter-invalid", "true or false")]
    [InlineData("?box=0,0,9,9&pose=true", "parameter-invalid", "tells no pose")]
    [InlineData("?box=0,0,9,9&time=5", "parameter-unknown", "box, minFace, maxFaces, detect, profile, maxError, maxStages, timeout, "
        + "priority, timing, envelope, pose, spread, model, numbers, groups, boxes, crop and cropFormat")]
    [InlineData("?box=0,0,9,9&model=other", "model-unknown", "\"other\"")]
    [InlineData("?box=0,0,9,9&boxs=1", "parameter-unknown", "\"boxs\"")]
    [InlineData("?box=0,0,9,9&boxes=1", "parameter-invalid", "true or false")]
    [InlineData("?box=0,0,9,9&%00%0A=1", "parameter-unknown", "\"??\"")]
    public async Task Post_QueryThatCannotBeUsed_SaysWhatIsWrong(string query, string type, string says)
    {
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync($"/v1/landmarks{query}", Http.Body(TestImages.Png));

        JsonNode problem = await Http.ProblemAsync(response, type);
        Assert.Contains(says, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.NotNull(problem["parameter"]);
    }

    [Fact]
    public async Task Post_MoreBoxesThanAllowed_IsRefusedWithTheLimit()
    {
        HttpClient client = await service.ReadyAsync();
        string query = string.Join('&', Enumerable.Repeat("box=0,0,9,9", 65));

        HttpResponseMessage response = await client.PostAsync($"/v1/landmarks?{query}", Http.Body(TestImages.Png));

        JsonNode problem = await Http.ProblemAsync(response, "too-many-faces");
        Assert.Contains("65 faces in all; one request may have 64", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_AsManyBoxesAsAllowed_IsAnswered()
    {
        HttpClient client = await service.ReadyAsync();
        string query = string.Join('&', Enumerable.Repeat("box=0,0,9,9", 64));

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync($"/v1/landmarks?{query}", Http.Body(TestImages.Png)));

        Assert.Equal(64, answer["faces"]!.AsArray().Count);
    }

    [Fact]
    public async Task Post_MoreBoxesTimesFilesThanAllowed_IsRefusedAsAWhole()
    {
        HttpClient client = await service.ReadyAsync();
        string query = string.Join('&', Enumerable.Repeat("box=0,0,9,9", 33));

        HttpResponseMessage response = await client.PostAsync($"/v1/landmarks?{query}", Http.Form(TestImages.Png, TestImages.Jpeg));

        JsonNode problem = await Http.ProblemAsync(response, "too-many-faces");
        Assert.Contains("33 boxes for 2 images, 66 faces", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_LongValue_IsNotRepeatedInFull()
    {
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync($"/v1/landmarks?box={new string('9', 5000)}", Http.Body(TestImages.Png));

        JsonNode problem = await Http.ProblemAsync(response, "box-invalid");
        Assert.InRange(((string)problem["detail"]!).Length, 80, 400);
    }

    [Theory]
    [InlineData("GET", "/v1/landmarks", 405, "method-not-allowed")]
    [InlineData("PUT", "/v1/landmarks", 405, "method-not-allowed")]
    [InlineData("GET", "/v3/landmarks", 404, "route-unknown")]
    public async Task Send_ToNoEndpoint_IsAProblemToo(string method, string path, int status, string type)
    {
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await Http.ProblemAsync(response, type);
        Assert.Equal(status, (int)response.StatusCode);
    }
}
