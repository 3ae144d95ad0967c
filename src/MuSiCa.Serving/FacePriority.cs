namespace MuSiCa.Serving;

/// <summary>The class in which a face waits.</summary>
public enum FacePriority
{
    /// <summary>Somebody waits for it.</summary>
    Interactive,

    /// <summary>Work in the background: goes after interactive faces, but gets at least one place in four of what is run.</summary>
    Bulk,
}
