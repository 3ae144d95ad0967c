namespace MuSiCa.Inference;

/// <summary>How a package's graphs compute.</summary>
public enum PackagePrecision
{
    /// <summary>Weights of half precision, which a CPU computes with in single precision: runs well everywhere.</summary>
    HalfWeights,

    /// <summary>Integers of 8 bits: faster on a CPU, slower on a GPU.</summary>
    EightBits,
}

/// <summary>The field <c>precision</c> of a package of any kind.</summary>
internal static class PackagePrecisions
{
    private const string Half = "half";
    private const string Int8 = "int8";

    /// <summary>Checks the field; half precision where it is missing.</summary>
    public static void Check(string? precision, PackageErrors errors)
    {
        if (precision is not (null or Half or Int8))
        {
            errors.Add("precision", $"'{precision}' is unknown; there are '{Half}' and '{Int8}'");
        }
    }

    /// <summary>What a checked field says.</summary>
    public static PackagePrecision Of(string? precision) => precision == Int8 ? PackagePrecision.EightBits : PackagePrecision.HalfWeights;
}
