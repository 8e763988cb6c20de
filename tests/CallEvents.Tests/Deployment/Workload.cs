using k8s.Models;

namespace CallEvents.Tests.Deployment;

/// <summary>A Deployment or StatefulSet, whose pods have one container.</summary>
internal sealed record Workload(string Name, int? Replicas, string? Strategy, V1LabelSelector Selector, V1PodTemplateSpec Template)
{
    public const string SecretsFolder = "/run/secrets";

    public V1PodSpec Pod => Template.Spec;

    public V1Container Container => Pod.Containers.ShouldHaveSingleItem();

    public string Image => Container.Image;

    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    /// <summary>The secrets mounted in the folder from which services read settings.</summary>
    public IEnumerable<V1SecretVolumeSource> SettingSecrets =>
        Mounted(SecretsFolder).Select(volume => volume.Secret).OfType<V1SecretVolumeSource>();

    /// <summary>The paths of the files that the container gets from volumes which select single keys of a Secret.</summary>
    public IEnumerable<string> MountedFiles =>
        from mount in Container.VolumeMounts ?? []
        from item in Pod.Volumes.Single(volume => volume.Name == mount.Name).Secret?.Items ?? []
        select $"{mount.MountPath}/{item.Path}";

    public static Workload Of(V1Deployment deployment) =>
        new(
            deployment.Metadata.Name,
            deployment.Spec.Replicas,
            deployment.Spec.Strategy?.Type,
            deployment.Spec.Selector,
            deployment.Spec.Template
        );

    public static Workload Of(V1StatefulSet set) => new(set.Metadata.Name, set.Spec.Replicas, null, set.Spec.Selector, set.Spec.Template);

    public IEnumerable<V1Volume> Mounted(string path) =>
        (Container.VolumeMounts ?? [])
            .Where(mount => mount.MountPath == path)
            .Select(mount => Pod.Volumes.Single(volume => volume.Name == mount.Name));

    /// <summary>The container's environment variables, including those of its ConfigMaps.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment(Overlay overlay) =>
        (Container.EnvFrom ?? [])
            .SelectMany(source => overlay.Objects<V1ConfigMap>().Single(map => map.Metadata.Name == source.ConfigMapRef.Name).Data)
            .Concat((Container.Env ?? []).Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));

    /// <summary>The files of the secrets folder, each a setting.</summary>
    public IEnumerable<KeyValuePair<string, string>> SecretFiles(Overlay overlay) =>
        SettingSecrets.SelectMany(secret =>
            overlay.SecretValues[secret.SecretName].Where(pair => secret.Items is null || secret.Items.Any(item => item.Key == pair.Key))
        );

    public int PortOf(IntOrString port) =>
        int.TryParse(port.Value, out var number)
            ? Container.Ports.Single(declared => declared.ContainerPort == number).ContainerPort
            : Container.Ports.Single(declared => declared.Name == port.Value).ContainerPort;

    public override string ToString() => Name;
}
