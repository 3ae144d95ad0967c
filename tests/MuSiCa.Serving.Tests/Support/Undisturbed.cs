namespace MuSiCa.Serving.Tests;

/// <summary>Tests that look at the whole process and must have it to themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Undisturbed
{
    public const string Name = "undisturbed";
}
