using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MuSiCa.Drawing;
using MuSiCa.Imaging;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Pipeline;

namespace MuSiCa.Service.Tests.Pictures;

public sealed class PictureResultTests
{
    [Theory]
    [InlineData("Png")]
    [InlineData("Svg")]
    public async Task Execute_ClientThatTakesNothing_IsLeftWhenItsTimeIsOverAndTheMemoryGivenBack(string format)
    {
        var time = new TestTime();
        var lifetime = new Lifetime();
        int released = 0;
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection()
                .AddSingleton<TimeProvider>(time)
                .AddSingleton(Options.Create(new RequestOptions { Timeout = TimeSpan.FromSeconds(10) }))
                .BuildServiceProvider(),
        };
        http.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        http.Response.Body = new StuckStream();
        var aligned = new AlignedImage(FakeStages.Package, new ImageDecoder(new ImagingLimits()).Probe(TestImages.Png), [], default!)
        {
            Picture = new DrawnPicture(new byte[100], () => released++),
        };
        var result = new PictureResult(new PictureQuery(Enum.Parse<AnswerFormat>(format), new DrawingOptions()), aligned);

        Task sending = result.ExecuteAsync(http);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal((false, 0, false), (sending.IsCompleted, released, lifetime.IsAborted));
        time.Advance(TimeSpan.FromSeconds(1));
        await sending;

        Assert.Equal((1, true), (released, lifetime.IsAborted));
    }

    [Fact]
    public void Dispose_Twice_GivesTheMemoryBackOnce()
    {
        int released = 0;
        var picture = new DrawnPicture([1], () => released++);

        picture.Dispose();
        picture.Dispose();

        Assert.Equal(1, released);
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted { get; private set; }

        public void Abort() => IsAborted = true;
    }

    private sealed class StuckStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
