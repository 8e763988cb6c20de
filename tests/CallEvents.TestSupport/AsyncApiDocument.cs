using YamlDotNet.RepresentationModel;

namespace CallEvents.TestSupport;

/// <summary>The contracts' <c>asyncapi.yaml</c> with the exchanges and queues that it declares.</summary>
internal sealed class AsyncApiDocument
{
    private AsyncApiDocument(YamlMappingNode root) => Root = root;

    public YamlMappingNode Root { get; }

    /// <summary>The exchanges by name.</summary>
    public IReadOnlyDictionary<string, AsyncApiExchange> Exchanges =>
        Bindings("exchange")
            .ToDictionary(
                found => found.Binding.Text("name"),
                found => new AsyncApiExchange(found.Binding.Text("type"), found.Binding.Flag("durable"), found.Binding.Flag("autoDelete"))
            );

    /// <summary>The queues by name.</summary>
    public IReadOnlyDictionary<string, AsyncApiQueue> Queues =>
        Bindings("queue")
            .ToDictionary(
                found => found.Binding.Text("name"),
                found => new AsyncApiQueue(
                    found.Binding.Flag("durable"),
                    found
                        .Channel.Map("bindings")
                        .Map("amqp")
                        .Map("x-arguments")
                        .Children.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.ToString()),
                    [.. found.Channel.Map("messages").Children.Keys.Select(key => key.ToString())]
                )
            );

    public static AsyncApiDocument Load()
    {
        using var text = File.OpenText(Path.Combine(Repository.Contracts, "asyncapi.yaml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return new((YamlMappingNode)yaml.Documents.Single().RootNode);
    }

    private IEnumerable<(YamlMappingNode Channel, YamlMappingNode Binding)> Bindings(string kind) =>
        from channel in Root.Map("channels").Children.Values.Cast<YamlMappingNode>()
        let amqp = channel.Map("bindings").Map("amqp")
        where amqp.Children.ContainsKey(kind)
        select (channel, amqp.Map(kind));
}

/// <summary>An exchange of the document.</summary>
internal sealed record AsyncApiExchange(string Type, bool Durable, bool AutoDelete);

/// <summary>A queue of the document: its arguments as text, and the names of the message types it is bound to.</summary>
internal sealed record AsyncApiQueue(bool Durable, IReadOnlyDictionary<string, string> Arguments, IReadOnlyList<string> Messages);

/// <summary>Reads members of a YAML mapping by name.</summary>
internal static class YamlMappingExtensions
{
    public static YamlMappingNode Map(this YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    public static string Text(this YamlMappingNode node, string key) => ((YamlScalarNode)node.Children[key]).Value!;

    public static bool Flag(this YamlMappingNode node, string key) => node.Text(key) == "true";
}
