namespace MuSiCa.Inference;

/// <summary>Edges of a view.</summary>
[Flags]
public enum ViewEdges
{
    /// <summary>No edge.</summary>
    None = 0,

    /// <summary>The left edge.</summary>
    Left = 1,

    /// <summary>The upper edge.</summary>
    Top = 2,

    /// <summary>The right edge.</summary>
    Right = 4,

    /// <summary>The lower edge.</summary>
    Bottom = 8,
}
