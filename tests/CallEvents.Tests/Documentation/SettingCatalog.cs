using System.Collections;
using System.Globalization;
using System.Reflection;
using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.Poller;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Hosting;

namespace CallEvents.Tests.Documentation;

/// <summary>One setting: a property of an options class.</summary>
/// <param name="Key">Such as <c>Polling:Rereads:&lt;n&gt;:Depth</c>.</param>
/// <param name="Type">The type of the value.</param>
/// <param name="Summary">What it means.</param>
/// <param name="Bounds">Its default and bounds.</param>
/// <param name="Default">As configured; null when it must be set, or is a list.</param>
internal sealed record Setting(string Key, Type Type, string Summary, string Bounds, string? Default)
{
    public bool IsRequired => Bounds.Contains("must be set", StringComparison.Ordinal);
}

/// <summary>The settings of all services, read from their options classes: those with a constant <c>Section</c>.</summary>
internal static class SettingCatalog
{
    private static readonly Assembly[] Services =
    [
        typeof(PollerRegistration).Assembly,
        typeof(RevontOptions).Assembly,
        typeof(CrmUpdaterRegistration).Assembly,
        typeof(AlertingRegistration).Assembly,
        typeof(ServiceHost).Assembly,
    ];

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. from assembly in Services
        from type in assembly.GetTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
        where section is not null
        from setting in SettingsOf(type, section, new XmlDocs(assembly))
        select setting,
    ];

    private static IEnumerable<Setting> SettingsOf(Type options, string prefix, XmlDocs docs)
    {
        var defaults = Activator.CreateInstance(options, nonPublic: true);
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var key = prefix.Length == 0 ? property.Name : $"{prefix}:{property.Name}";
            var (element, placeholder) = ElementOf(property.PropertyType);
            if (element is { Namespace: { } name } && IsOurs(name))
            {
                foreach (var nested in SettingsOf(element, $"{key}:{placeholder}", docs))
                    yield return nested;
                continue;
            }

            if (element is null && property.PropertyType is { IsClass: true, Namespace: { } own } && IsOurs(own))
            {
                foreach (var nested in SettingsOf(property.PropertyType, key, docs))
                    yield return nested;
                continue;
            }

            yield return new Setting(
                element is null ? key : $"{key}:{placeholder}",
                element ?? property.PropertyType,
                docs.Text(property, "summary"),
                docs.Text(property, "value"),
                element is null ? Write(property.GetValue(defaults)) : null
            );
        }
    }

    /// <summary>The type of the elements of a list or dictionary, and the placeholder of their index or name.</summary>
    private static (Type? Element, string Placeholder) ElementOf(Type type) =>
        !type.IsGenericType ? (null, "")
        : type.IsAssignableTo(typeof(IDictionary)) ? (type.GetGenericArguments()[1], "<name>")
        : type.IsAssignableTo(typeof(IList)) ? (type.GetGenericArguments()[0], "<n>")
        : (null, "");

    private static bool IsOurs(string name) => name.StartsWith("CallEvents", StringComparison.Ordinal);

    private static string? Write(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}
