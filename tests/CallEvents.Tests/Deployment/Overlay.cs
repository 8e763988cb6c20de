using System.Collections.Concurrent;
using k8s.Models;

namespace CallEvents.Tests.Deployment;

/// <summary>The objects of an overlay, with the pods and secrets that result from them.</summary>
internal sealed class Overlay
{
    private static readonly ConcurrentDictionary<string, Lazy<Overlay>> Loaded = new();

    private readonly Lazy<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> secrets;

    private Overlay(string name)
    {
        Name = name;
        Manifests = Manifest.LoadAll(Kustomize.Render($"overlays/{name}"));
        BuiltIn = [.. Manifests.Where(manifest => manifest.IsBuiltIn).Select(manifest => manifest.Typed)];
        Workloads = [.. Objects<V1Deployment>().Select(Workload.Of), .. Objects<V1StatefulSet>().Select(Workload.Of)];
        secrets = new(() => OverlaySecrets.Of(this));
    }

    public static IEnumerable<string> Names =>
        Directory.GetDirectories(Path.Combine(Kustomize.Folder, "overlays")).Select(folder => Path.GetFileName(folder)!).Order();

    public static TheoryData<string> NamesData => [.. Names];

    public string Name { get; }

    public IReadOnlyList<Manifest> Manifests { get; }

    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>The workloads whose images this repository builds.</summary>
    public IEnumerable<Workload> OwnWorkloads =>
        Workloads.Where(workload => workload.Image.StartsWith("callevents/", StringComparison.Ordinal));

    /// <summary>The workloads of the services; the simulator is not one of them.</summary>
    public IEnumerable<Workload> Services => OwnWorkloads.Where(workload => ConfiguredService.Names.Contains(workload.Name));

    /// <summary>The keys and values of each secret. Names are real, passwords are placeholders.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> SecretValues => secrets.Value;

    /// <summary>The labels of every pod, including those of the broker's operator.</summary>
    public IEnumerable<IDictionary<string, string>> Pods =>
        Workloads.Select(workload => workload.Labels).Concat(CustomResources("RabbitmqCluster").Select(BrokerLabels));

    private IReadOnlyList<object> BuiltIn { get; }

    public static Overlay Load(string name) => Loaded.GetOrAdd(name, overlay => new(() => new Overlay(overlay))).Value;

    public IEnumerable<T> Objects<T>() => BuiltIn.OfType<T>();

    public IEnumerable<Manifest> CustomResources(string kind) => Manifests.Where(manifest => !manifest.IsBuiltIn && manifest.Kind == kind);

    /// <summary>The labels of the broker pods that RabbitMQ's cluster operator creates.</summary>
    public static IDictionary<string, string> BrokerLabels(Manifest cluster) =>
        new Dictionary<string, string>
        {
            ["app.kubernetes.io/name"] = cluster.Name,
            ["app.kubernetes.io/component"] = "rabbitmq",
            ["app.kubernetes.io/part-of"] = "rabbitmq",
        };
}
