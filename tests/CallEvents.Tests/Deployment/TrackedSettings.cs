using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.Deployment;

/// <summary>Settings as environment variables or secret files, which remember whether anybody has asked for them.</summary>
/// <remarks>So that which keys there are is the code's own word, and no list beside it.</remarks>
internal sealed class TrackedSettings : ConfigurationProvider, IConfigurationSource
{
    private const string WebHostPrefix = "ASPNETCORE_";

    private readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase);

    public TrackedSettings(IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            var key = (name.StartsWith(WebHostPrefix, StringComparison.Ordinal) ? name[WebHostPrefix.Length..] : name).Replace("__", ":", StringComparison.Ordinal);
            names.TryAdd(key, name).ShouldBeTrue($"{name} comes from two places, of which only one counts");
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
