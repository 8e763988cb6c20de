using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.Deployment;

/// <summary>Settings from environment variables or secret files, which record the keys that the code reads.</summary>
/// <remarks>The code itself is the list of keys, so that no second list can differ from it.</remarks>
internal sealed class TrackedSettings : ConfigurationProvider, IConfigurationSource
{
    private const string WebHostPrefix = "ASPNETCORE_";

    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase);

    public TrackedSettings(IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            var variable = name.StartsWith(WebHostPrefix, StringComparison.Ordinal) ? name[WebHostPrefix.Length..] : name;
            var key = variable.Replace("__", ":", StringComparison.Ordinal);
            names.TryAdd(key, name).ShouldBeTrue($"{name} is set twice, of which only one value applies");
            Data[key] = value;
        }
    }

    public IReadOnlyList<string> Unread => [.. names.Where(name => !read.Contains(name.Key)).Select(name => name.Value)];

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override bool TryGet(string key, out string? value)
    {
        read.Add(key);
        return base.TryGet(key, out value);
    }
}
