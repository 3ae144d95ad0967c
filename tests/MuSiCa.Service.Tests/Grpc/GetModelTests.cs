using Grpc.Core;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;

namespace MuSiCa.Service.Tests.Grpc;

public sealed class GetModelTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("")]
    [InlineData("tiny")]
    public async Task GetModel_TheLoadedOne_SaysWhatItsLandmarksMean(string name)
    {
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        ModelPackage package = FakeStages.Package;

        ModelDescription model = await client.GetModelAsync(name);

        Assert.Equal((package.Name, package.Version, package.License), (model.Model.Name, model.Model.Version, model.License));
        Assert.Equal((package.Landmarks.Name, package.Landmarks.Count), (model.Landmarks.Name, (int)model.Landmarks.Count));
        Assert.Equal(
            package.Landmarks.Groups.Select(group => (group.Name, string.Join(',', group.Indices))),
            model.Landmarks.Groups.Select(group => (group.Name, string.Join(',', group.Indices))));
        Assert.Equal(package.Landmarks.Mirror, model.Landmarks.Mirror.Select(index => (int)index));
        Assert.Equal(
            """{ "leftEye": [ 1 ], "rightEye": [ 0 ], "noseTip": [ 2 ], "leftMouth": [ 4 ], "rightMouth": [ 3 ] }""",
            model.Landmarks.FivePoints.ToString());
        Assert.Equal(package.Stages.Length, (int)model.Stages);
        Assert.Equal((package.Exit.Threshold, package.Exit.FinalThreshold), (model.Threshold, model.FinalThreshold));
        Assert.Equal(package.Exit.Profiles, model.Profiles.OrderBy(profile => profile.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task GetModel_AnotherName_IsNotFoundAndNamesTheLoadedOne()
    {
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.GetModelAsync("other"));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Contains("\"tiny\"", failure.Status.Detail, StringComparison.Ordinal);
    }
}
