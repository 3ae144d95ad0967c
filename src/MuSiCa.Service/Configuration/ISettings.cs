namespace MuSiCa.Service.Configuration;

/// <summary>A group of settings that knows its place in the configuration and what values it accepts.</summary>
internal interface ISettings
{
    /// <summary>Where the group stands in the configuration, such as <c>MuSiCa:Requests</c>.</summary>
    static abstract string Section { get; }

    /// <summary>Adds a message to <paramref name="check"/> for every value that cannot be used.</summary>
    void Check(SettingsCheck check);
}
