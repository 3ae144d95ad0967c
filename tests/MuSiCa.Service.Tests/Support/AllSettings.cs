using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Tests;

/// <summary>Every setting of the section <c>MuSiCa</c>, found in its types.</summary>
internal static class AllSettings
{
    /// <summary>The property of each, by its path, such as <c>MuSiCa:Requests:Timeout</c>.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Properties { get; } =
        Below(typeof(ServiceSettings), ServiceSettings.Section).ToDictionary();

    /// <summary>The paths, in the order of the types.</summary>
    public static IEnumerable<string> Paths => Properties.Keys;

    /// <summary>Checks settings as the service does when it starts.</summary>
    public static void Validate(params (string Name, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"MuSiCa:{setting.Name}", (string?)setting.Value)))
            .Build();
        using ServiceProvider services = new ServiceCollection()
            .AddSingleton(configuration)
            .AddSettings()
            .BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    // What is no group is a setting.
    private static IEnumerable<KeyValuePair<string, PropertyInfo>> Below(Type type, string section) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => property.PropertyType.IsAssignableTo(typeof(ISettings))
            ? Below(property.PropertyType, $"{section}:{property.Name}")
            : [KeyValuePair.Create($"{section}:{property.Name}", property)]);
}
