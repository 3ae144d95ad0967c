namespace MuSiCa;

/// <summary>
/// Overwrites memory that goes back to a pool, so that whoever still reads it sees no other request's pixels but stripes. On in debug
/// builds, and in every test by the switch.
/// </summary>
internal static class ReturnedMemory
{
    /// <summary>What returned memory is filled with.</summary>
    public const byte Poison = 0xDB;

    /// <summary>Name of the switch.</summary>
    public const string Switch = "MuSiCa.PoisonReturnedMemory";

    /// <summary>Whether it is overwritten.</summary>
    public static bool IsPoisoned { get; } =
#if DEBUG
        !AppContext.TryGetSwitch(Switch, out bool isOn) || isOn;
#else
        AppContext.TryGetSwitch(Switch, out bool isOn) && isOn;
#endif

    /// <summary>Overwrites memory that nobody may read any more, where that is wanted.</summary>
    public static void Spoil(Span<byte> memory)
    {
        if (IsPoisoned)
        {
            memory.Fill(Poison);
        }
    }
}
