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
        return found is null ? "" : Whitespace().Replace(string.Concat(found.Nodes().Select(Plain)), " ").Trim();
    }

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
