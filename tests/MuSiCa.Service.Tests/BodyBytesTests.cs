using MuSiCa.Service.Configuration;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class BodyBytesTests
{
    private const int Kibi = 1024;

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1, 64)]
    [InlineData((64 * Kibi) - 1, 64)]
    [InlineData(64 * Kibi, 128)]
    [InlineData(200 * Kibi, 256)]
    public async Task Read_Complete_HoldsWhatItRentedUntilItIsDisposedOf(int length, int kibibytes)
    {
        var memory = new MemoryBudget(1024 * Kibi);
        byte[] content = Content(length);

        ReadBytes read = await BodyBytes.ReadAsync(new MemoryStream(content), 512 * Kibi, memory, declared: null, CancellationToken.None);

        Assert.Equal(ReadOutcome.Complete, read.Outcome);
        Assert.Equal(content, read.Bytes!.Memory);
        Assert.Equal(kibibytes * Kibi, memory.Used);
        read.Bytes.Dispose();
        read.Bytes.Dispose();
        Assert.Equal(0, memory.Used);
    }

    // 200 KiB need 128 + 256 at the moment at which they are moved.
    [Theory]
    [InlineData((384 * Kibi) - 1, "NoMemory", 256 * Kibi)]
    [InlineData(384 * Kibi, "Complete", 0)]
    public async Task Read_MovedToLargerMemory_CountsBoth(int limit, string outcome, int wanted)
    {
        var memory = new MemoryBudget(limit);

        ReadBytes read = await BodyBytes.ReadAsync(new MemoryStream(Content(200 * Kibi)), 512 * Kibi, memory, declared: null, CancellationToken.None);

        Assert.Equal((outcome, wanted), (read.Outcome.ToString(), read.Wanted));
        read.Bytes?.Dispose();
        Assert.Equal(0, memory.Used);
    }

    // In few steps, and in the end no more than is needed; but not before it arrives.
    [Theory]
    [InlineData(200, 200)]
    [InlineData(300, 300)]
    [InlineData(3000, 3000)]
    [InlineData(300, 100)]
    public async Task Read_LengthDeclared_HoldsNoMoreThanThatAndNoneForWhatDoesNotArrive(int declared, int sent)
    {
        var memory = new MemoryBudget(8192 * Kibi);

        ReadBytes read = await BodyBytes.ReadAsync(
            new MemoryStream(Content(sent * Kibi)), 4096 * Kibi, memory, declared * Kibi, CancellationToken.None);

        Assert.Equal(sent * Kibi, read.Bytes!.Memory.Length);
        Assert.InRange(memory.Used, sent * Kibi, Math.Min((declared * Kibi) + 1, 4 * sent * Kibi));
        read.Bytes.Dispose();
    }

    [Fact]
    public async Task Read_NoMemoryAtAll_ReadsNothing()
    {
        var memory = new MemoryBudget(10);
        var source = new MemoryStream(Content(100));

        ReadBytes read = await BodyBytes.ReadAsync(source, 1000, memory, declared: null, CancellationToken.None);

        Assert.Equal((ReadOutcome.NoMemory, null), (read.Outcome, read.Bytes));
        Assert.Equal((0, 0), (source.Position, memory.Used));
    }

    [Theory]
    [InlineData(1000, "Complete")]
    [InlineData(1001, "TooLong")]
    public async Task Read_MoreThanTheLimit_GivesItsMemoryBack(int length, string outcome)
    {
        var memory = new MemoryBudget(1024 * Kibi);

        ReadBytes read = await BodyBytes.ReadAsync(new MemoryStream(Content(length)), 1000, memory, declared: null, CancellationToken.None);

        Assert.Equal(outcome, read.Outcome.ToString());
        read.Bytes?.Dispose();
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public async Task Read_Cancelled_GivesItsMemoryBack()
    {
        var memory = new MemoryBudget(1024 * Kibi);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await BodyBytes.ReadAsync(new MemoryStream(Content(10)), 1000, memory, declared: null, new CancellationToken(true)));

        Assert.Equal(0, memory.Used);
    }

    // Whatever the sizes of the files: the bound that the settings are held to is never passed.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MostFor_RandomFiles_IsEnough(int seed)
    {
        var random = new Random(seed);
        var requests = new RequestOptions { MaxBytes = 1000 * Kibi, MaxFiles = 4 };
        var imaging = new ImagingOptions { MaxEncodedBytes = 600 * Kibi };
        for (int round = 0; round < 50; round++)
        {
            var memory = new MemoryBudget(BodyBytes.MostFor(requests, imaging));
            var files = new List<BodyBytes>();
            long left = requests.MaxBytes;
            for (int i = 0; i < requests.MaxFiles; i++)
            {
                int length = random.Next((int)Math.Min(left, imaging.MaxEncodedBytes) + 1);
                left -= length;
                ReadBytes read = await BodyBytes.ReadAsync(
                    new MemoryStream(Content(length)), imaging.MaxEncodedBytes, memory, declared: null, CancellationToken.None);
                files.Add(read.Bytes!);
            }

            Assert.DoesNotContain(null, files);
            files.ForEach(static file => file.Dispose());
            Assert.Equal(0, memory.Used);
        }
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }
}
