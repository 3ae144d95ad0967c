namespace MuSiCa.Cli;

internal enum FindKind
{
    /// <summary>The box of a true face.</summary>
    Face,

    /// <summary>Nothing true is there.</summary>
    False,

    /// <summary>Neither right nor wrong: where the annotation says nothing.</summary>
    Ignored,
}
