namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Tests that watch counters of the whole process run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = nameof(Alone);
}
