using k8s.Models;

namespace CallEvents.Tests.Deployment;

/// <summary>Checks a pod by the Pod Security Standard "restricted", field by field.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/security/pod-security-standards/</remarks>
internal static class RestrictedPod
{
    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
    ];

    private static readonly string?[] SafeSeLinuxTypes =
    [
        null,
        "",
        "container_t",
        "container_init_t",
        "container_kvm_t",
        "container_engine_t",
    ];

    private static readonly string[] SafeSeccomp = ["RuntimeDefault", "Localhost"];
    private static readonly string?[] SafeAppArmor = [null, "RuntimeDefault", "Localhost"];

    public static IEnumerable<string> Violations(V1PodSpec pod)
    {
        IEnumerable<(bool IsViolated, string Name)> rules =
        [
            (pod.HostNetwork == true, "hostNetwork"),
            (pod.HostPID == true, "hostPID"),
            (pod.HostIPC == true, "hostIPC"),
            ((pod.SecurityContext?.Sysctls ?? []).Any(sysctl => !SafeSysctls.Contains(sysctl.Name)), "sysctls"),
            (pod.SecurityContext?.WindowsOptions?.HostProcess == true, "hostProcess"),
            (!IsSafe(pod.SecurityContext?.SeLinuxOptions), "seLinuxOptions"),
            (!SafeAppArmor.Contains(pod.SecurityContext?.AppArmorProfile?.Type), "appArmorProfile"),
            ((pod.Volumes ?? []).Any(volume => !IsSafe(volume)), "volumes"),
            (pod.SecurityContext?.RunAsUser == 0, "runAsUser"),
        ];
        var containers = pod.Containers.Concat(pod.InitContainers ?? []);
        return rules
            .Where(rule => rule.IsViolated)
            .Select(rule => rule.Name)
            .Concat(containers.SelectMany(container => Violations(pod, container).Select(name => $"{container.Name}: {name}")));
    }

    private static IEnumerable<string> Violations(V1PodSpec pod, V1Container container)
    {
        var context = container.SecurityContext ?? new V1SecurityContext();
        IEnumerable<(bool IsViolated, string Name)> rules =
        [
            (context.Privileged == true, "privileged"),
            (context.AllowPrivilegeEscalation != false, "allowPrivilegeEscalation"),
            (context.Capabilities?.Drop?.Contains("ALL") != true, "capabilities.drop"),
            ((context.Capabilities?.Add ?? []).Any(added => added != "NET_BIND_SERVICE"), "capabilities.add"),
            ((context.RunAsNonRoot ?? pod.SecurityContext?.RunAsNonRoot) != true, "runAsNonRoot"),
            (context.RunAsUser == 0, "runAsUser"),
            (!SafeSeccomp.Contains((context.SeccompProfile ?? pod.SecurityContext?.SeccompProfile)?.Type), "seccompProfile"),
            (context.ProcMount is not (null or "Default"), "procMount"),
            (context.WindowsOptions?.HostProcess == true, "hostProcess"),
            (!IsSafe(context.SeLinuxOptions), "seLinuxOptions"),
            (!SafeAppArmor.Contains(context.AppArmorProfile?.Type), "appArmorProfile"),
            ((container.Ports ?? []).Any(port => port.HostPort is > 0), "hostPort"),
            (new[] { container.LivenessProbe, container.ReadinessProbe, container.StartupProbe }.Any(HasProbeHost), "probe host"),
        ];
        return rules.Where(rule => rule.IsViolated).Select(rule => rule.Name);
    }

    private static bool HasProbeHost(V1Probe? probe) => probe?.HttpGet?.Host != null || probe?.TcpSocket?.Host != null;

    private static bool IsSafe(V1SELinuxOptions? options) =>
        options is null
        || (SafeSeLinuxTypes.Contains(options.Type) && string.IsNullOrEmpty(options.User) && string.IsNullOrEmpty(options.Role));

    private static bool IsSafe(V1Volume volume) =>
        volume.ConfigMap != null
        || volume.Csi != null
        || volume.DownwardAPI != null
        || volume.EmptyDir != null
        || volume.Ephemeral != null
        || volume.PersistentVolumeClaim != null
        || volume.Projected != null
        || volume.Secret != null;
}
