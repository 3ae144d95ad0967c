namespace MuSiCa.Imaging;

/// <summary>What a walk over the structure of an encoded image saw of its end.</summary>
internal enum ImageEnding
{
    /// <summary>The walk stopped before it, for it would have cost as many steps as there are bytes.</summary>
    NotSought,

    /// <summary>The end marker is there; whatever follows is ignored.</summary>
    Present,

    /// <summary>The bytes end first.</summary>
    Missing,

    /// <summary>The bytes end where the end belongs, and it is not there; whether the data is whole, decoding tells.</summary>
    OnlyEndMissing,
}
