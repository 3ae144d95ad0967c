namespace MuSiCa.Service.Configuration;

/// <summary>
/// A group of settings that knows its place in the configuration. Its attributes say what values it accepts; what concerns several
/// of them says <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>. Both are checked by
/// <see cref="SettingsRules"/>, to which a new group is added.
/// </summary>
internal interface ISettings
{
    /// <summary>Where the group stands in the configuration, such as <c>MuSiCa:Requests</c>.</summary>
    static abstract string Section { get; }
}
