using System.Reflection;
using System.Text.Json;

namespace CallEvents.Alerting.Templates;

/// <summary>The names that a template may use of a value.</summary>
internal sealed class TemplateShape
{
    private TemplateShape(IReadOnlyDictionary<string, TemplateShape>? members, TemplateShape? element) =>
        (Members, Element) = (members, element);

    /// <summary>Its members by name; null where any name is allowed.</summary>
    public IReadOnlyDictionary<string, TemplateShape>? Members { get; }

    /// <summary>Each of its elements; null where it is no list.</summary>
    public TemplateShape? Element { get; }

    /// <summary>Not known, such as the result of a filter.</summary>
    public static TemplateShape Any { get; } = new(null, null);

    /// <summary>A text, a number, or a time.</summary>
    public static TemplateShape Plain { get; } = new(new Dictionary<string, TemplateShape> { ["size"] = Any }, null);

    /// <summary>What Liquid calls <c>forloop</c>.</summary>
    public static TemplateShape Loop { get; } =
        new(
            new[] { "first", "index", "index0", "last", "length", "rindex", "rindex0", "parentloop" }.ToDictionary(name => name, _ => Any),
            null
        );

    /// <summary>What a template can read of a message's data.</summary>
    public static TemplateShape Message { get; } = Of(typeof(MessageData));

    private static TemplateShape Of(Type type)
    {
        if (ElementOf(type) is { } element)
        {
            var shape = Of(element);
            return new(
                new Dictionary<string, TemplateShape>
                {
                    ["first"] = shape,
                    ["last"] = shape,
                    ["size"] = Plain,
                },
                shape
            );
        }

        return type.Namespace == typeof(MessageData).Namespace
            ? new(PropertiesOf(type).ToDictionary(property => property.Name, property => Of(property.Property.PropertyType)), null)
            : Plain;
    }

    /// <summary>The properties of a record of this namespace, by their names in templates.</summary>
    public static IEnumerable<(string Name, PropertyInfo Property)> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), property));

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;
}
