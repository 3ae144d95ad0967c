namespace MuSiCa.Serving.Tests;

public sealed class BucketsTests
{
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(8, new[] { 1, 2, 4, 8 })]
    [InlineData(12, new[] { 1, 2, 4, 8, 12 })]
    public void Sizes_OfALimit_ArePowersOfTwoAndTheLimit(int limit, int[] sizes) => Assert.Equal(sizes, new Buckets(limit).Sizes);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Create_NoLimit_IsRefused(int limit) => Assert.Throws<ArgumentOutOfRangeException>(() => new Buckets(limit));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(33)]
    public void IndexFor_EveryCount_IsTheSmallestBucketThatHoldsIt(int limit)
    {
        var buckets = new Buckets(limit);

        for (int faces = 1; faces <= limit; faces++)
        {
            int expected = buckets.Sizes.Where(size => size >= faces).Min();
            Assert.Equal(expected, buckets.Sizes[buckets.IndexFor(faces)]);
        }
    }
}
