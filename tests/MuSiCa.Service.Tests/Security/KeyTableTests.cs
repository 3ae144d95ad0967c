using MuSiCa.Service.Security;

namespace MuSiCa.Service.Tests.Security;

public sealed class KeyTableTests
{
    [Fact]
    public void Find_SeveralOwners_TellsThemApart()
    {
        KeyTable table = Read(("web", TestKeys.Hash("a")), ("batch", TestKeys.Hash("b").ToUpperInvariant()));

        Assert.Equal("web", table.Find("a")?.Name);
        Assert.Equal("batch", table.Find("b")?.Name);
        Assert.Null(table.Find("c"));
        Assert.Null(table.Find(TestKeys.Hash("a")));
        Assert.Null(table.Find(""));
    }

    [Fact]
    public void Find_KeyOfTheLongestLengthInAnyLetters_IsFound()
    {
        string key = new('\u6f22', KeyTable.MaxKeyLength);
        KeyTable table = Read(("web", TestKeys.Hash(key)));

        Assert.NotNull(table.Find(key));
        Assert.Null(table.Find(key + "x"));
    }

    [Fact]
    public void Read_OwnerOfBefore_KeepsItsShare()
    {
        KeyTable before = Read(("web", TestKeys.Hash("a")));

        KeyTable after = KeyTable.Read([KeyValuePair.Create("web", TestKeys.Hash("b")), KeyValuePair.Create("batch", TestKeys.Hash("c"))], before);

        Assert.Same(before.Find("a")!.Share, after.Find("b")!.Share);
        Assert.NotSame(after.Find("b")!.Share, after.Find("c")!.Share);
    }

    [Theory]
    [InlineData("a b", "it must", "a name has letters")]
    [InlineData("", "", "a name has letters")]
    [InlineData("web", "", "it must be the SHA-256")]
    [InlineData("web", "0123", "it must be the SHA-256")]
    public void Read_WhatIsNoKey_IsNamedWithoutItsValue(string name, string hash, string says)
    {
        KeyTable table = Read((name, hash));

        Assert.Contains(says, Assert.Single(table.Failures), StringComparison.Ordinal);
        Assert.Empty(table.Owners);
    }

    [Fact]
    public void Read_KeyThatSomebodyForgotToHash_DoesNotGetIntoTheMessage() =>
        Assert.DoesNotContain("secret", Assert.Single(Read(("web", "secret")).Failures), StringComparison.Ordinal);

    [Fact]
    public void Read_OneKeyForTwoOwners_IsRefused() =>
        Assert.Contains("web and batch", Assert.Single(Read(("web", TestKeys.Hash("a")), ("batch", TestKeys.Hash("a"))).Failures), StringComparison.Ordinal);

    private static KeyTable Read(params (string Name, string Hash)[] keys) =>
        KeyTable.Read(keys.Select(static key => KeyValuePair.Create(key.Name, key.Hash)));
}
