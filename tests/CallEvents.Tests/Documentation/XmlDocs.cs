using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CallEvents.Tests.Documentation;

/// <summary>The documentation comments of an assembly, as plain text.</summary>
internal sealed partial class XmlDocs(Assembly assembly)
{
    private readonly Dictionary<string, XElement> members = XDocument
        .Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <param name="property">The documented property.</param>
    /// <param name="element">Such as <c>summary</c> or <c>value</c>.</param>
    public string Text(PropertyInfo property, string element)
    {
        var name = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var found = members.GetValueOrDefault(name)?.Element(element);
        return found is null ? "" : Plain(found);
    }

    /// <summary>The summary of a property, or the text of the parameter that it comes from in a record.</summary>
    public string Summary(PropertyInfo property)
    {
        if (Text(property, "summary") is { Length: > 0 } summary)
            return summary;
        var parameters = members.GetValueOrDefault($"T:{property.DeclaringType!.FullName}")?.Elements("param") ?? [];
        return parameters.FirstOrDefault(parameter => parameter.Attribute("name")!.Value == property.Name) is { } found ? Plain(found) : "";
    }

    private static string Plain(XElement element) => Whitespace().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();

    private static string Plain(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
            XElement element => element.Value,
            _ => "",
        };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
