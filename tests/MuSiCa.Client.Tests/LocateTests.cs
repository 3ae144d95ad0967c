using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Tests;

/// <summary>Photos: the same from REST and gRPC.</summary>
public sealed class LocateTests(RunningService service) : IClassFixture<RunningService>
{
    public static TheoryData<string> Protocols => ["REST", "gRPC"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task LocateAsync_Photo_HasItsFace(string protocol)
    {
        Answer answer = await LocateAsync(protocol, Repository.Photo);

        Face face = Assert.Single(answer.Faces);
        Assert.Equal(("musica-68-int8", "finder-320-int8"), (answer.Model.Name, answer.Finder!.Name));
        Assert.Equal(new ImageSize(640, 640), answer.Image);
        Assert.Equal((FaceStatus.Accepted, ExitReason.Confident, 68), (face.Status, face.Exit, face.Landmarks.Length));
        Assert.InRange(face.PredictedError, 0.0001f, 0.05f);
        Assert.InRange(face.Score!.Value, 0.0001f, 1);
    }

    [Fact]
    public async Task LocateAsync_OverBoth_IsTheSame()
    {
        LocateOptions options = new() { Boxes = [Repository.Box] };
        Face one = (await service.Rest.LocateAsync(Repository.Photo, options)).Faces[0];
        Face other = (await service.Grpc.LocateAsync(Repository.Photo, options)).Faces[0];

        Assert.Equal((one.Box, one.Stages, one.Exit, one.Status), (other.Box, other.Stages, other.Exit, other.Status));
        Assert.All(one.Landmarks.Zip(other.Landmarks), static pair =>
        {
            Assert.Equal(pair.First.X, pair.Second.X, 0.011f);
            Assert.Equal(pair.First.Y, pair.Second.Y, 0.011f);
        });
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task LocateAsync_Group_LargestFirst(string protocol)
    {
        Answer all = await LocateAsync(protocol, Repository.Group);
        Answer two = await LocateAsync(protocol, Repository.Group, new LocateOptions { MaxFaces = 2 });

        float[] areas = [.. all.Faces.Select(static face => face.Box.Width * face.Box.Height)];
        Assert.Equal(9, areas.Length);
        Assert.Equal(areas.OrderDescending(), areas);
        Assert.Equal(2, two.Faces.Length);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task LocateAsync_Boxes_KeepTheirOrder(string protocol)
    {
        Box moved = Repository.Box with { X = 182 };
        Answer answer = await LocateAsync(
            protocol, Repository.Photo, new LocateOptions { Boxes = [moved, Repository.Box], MaxStages = 1, Timing = true });

        Assert.Equal([moved, Repository.Box], answer.Faces.Select(static face => face.Box));
        Assert.All(answer.Faces, static face => Assert.Equal(1, face.Stages));
        Assert.Null(answer.Finder);
        Assert.True(answer.Timing!.Decode > 0 && answer.Faces[0].Timing!.Execute > 0);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task LocateAsync_BoxWithoutAFace_IsUncertain(string protocol)
    {
        Answer answer = await LocateAsync(protocol, Repository.Photo, new LocateOptions { Boxes = [new Box(0, 0, 60, 60)] });

        Assert.Equal(FaceStatus.Uncertain, Assert.Single(answer.Faces).Status);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task LocateAsync_BoxOutside_ThrowsItsProblem(string protocol)
    {
        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(
            () => LocateAsync(protocol, Repository.Photo, new LocateOptions { Boxes = [new Box(9000, 0, 9, 9)] }));

        Assert.Equal(("box-outside", "box", "9000,0,9,9"), (thrown.Problem!.Type, thrown.Problem.Parameter, thrown.Problem.Value));
        Assert.Equal(protocol == "REST" ? 422 : 3, thrown.Problem.Status);
        Assert.StartsWith("box-outside: Box 1 ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocateAsync_NoTime_ThrowsTimeout()
    {
        await using ServiceProvider hurried = service.Clients(static options => options.Deadline = TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => hurried.GetRequiredService<MusicaClient>().LocateAsync(Repository.Group));
        await Assert.ThrowsAsync<TimeoutException>(() => hurried.GetRequiredService<MusicaGrpcClient>().LocateAsync(Repository.Group));
    }

    [Fact]
    public async Task LocateAsync_Pixels_HaveTheirSize()
    {
        var pixels = new Pixels(PixelFormat.Grey, 64, 48, new byte[64 * 48]);

        Answer answer = await service.Grpc.LocateAsync(pixels, new LocateOptions { Boxes = [new Box(8, 8, 30, 30)] });

        Assert.Equal(new ImageSize(64, 48), answer.Image);
    }

    [Fact]
    public async Task LocateManyAsync_OneIsBad_HasItsProblem()
    {
        IReadOnlyList<PhotoResult> results = await service.Rest.LocateManyAsync([Repository.Photo, "no image"u8.ToArray(), Repository.Group]);

        Assert.Equal([1, null, 9], results.Select(static result => result.Answer?.Faces.Length));
        Assert.Equal("image-unsupported", results[1].Problem!.Type);
        PhotoResult alone = Assert.Single(await service.Rest.LocateManyAsync([Repository.Photo]));
        Assert.Equal(results[0].Answer!.Faces[0].Landmarks, alone.Answer!.Faces[0].Landmarks);
    }

    [Fact]
    public async Task FindAsync_Group_HasBoxesAlone()
    {
        LocateOptions three = new() { MaxFaces = 3 };
        FoundBoxes one = await service.Rest.FindAsync(Repository.Group, three);
        FoundBoxes other = await service.Grpc.FindAsync(Repository.Group, three);

        Assert.Equal(3, one.Faces.Length);
        Assert.Equal(one.Faces.Select(static face => MathF.Round(face.Box.X, 2)), other.Faces.Select(static face => MathF.Round(face.Box.X, 2)));
    }

    [Fact]
    public async Task DrawAsync_Photo_IsAPicture()
    {
        byte[] png = await service.Rest.DrawAsync(Repository.Photo);
        byte[] svg = await service.Rest.DrawAsync(Repository.Photo, PictureFormat.Svg, numbers: true);

        Assert.Equal("PNG"u8, png.AsSpan(1, 3));
        Assert.True(svg.AsSpan().IndexOf("data-stages"u8) >= 0);
    }

    [Fact]
    public async Task GetModel_OverBoth_SaysWhatLandmarksMean()
    {
        ModelInfo one = (await service.Rest.GetModelsAsync())[0];
        ModelInfo other = await service.Grpc.GetModelAsync("musica-68-int8");
        Face face = (await service.Rest.LocateAsync(Repository.Photo)).Faces[0];

        Assert.Equal(one.Landmarks.Groups.Select(static group => group.Name), other.Landmarks.Groups.Select(static group => group.Name));
        Assert.Equal(one.Landmarks.Mirror, other.Landmarks.Mirror);
        Assert.Equal(one.Exit.Profiles.Keys.Order(), other.Exit.Profiles.Keys.Order());
        Assert.Equal(one.Landmarks.FivePoints!.Of(face), other.Landmarks.FivePoints!.Of(face));
        Assert.Equal(face.Landmarks[30], one.Landmarks.FivePoints.Of(face)[2]);
    }

    private Task<Answer> LocateAsync(string protocol, ReadOnlyMemory<byte> photo, LocateOptions? options = null) =>
        protocol == "REST" ? service.Rest.LocateAsync(photo, options) : service.Grpc.LocateAsync(photo, options);
}
