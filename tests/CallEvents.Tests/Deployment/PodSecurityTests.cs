using k8s;
using k8s.Models;

namespace CallEvents.Tests.Deployment;

public sealed class PodSecurityTests
{
    private static readonly Dictionary<string, Action<V1PodSpec>> Breaches = new()
    {
        ["hostNetwork"] = pod => pod.HostNetwork = true,
        ["hostPID"] = pod => pod.HostPID = true,
        ["hostIPC"] = pod => pod.HostIPC = true,
        ["sysctls"] = pod => pod.SecurityContext.Sysctls = [new() { Name = "kernel.msgmax", Value = "1" }],
        ["hostProcess"] = pod => pod.SecurityContext.WindowsOptions = new() { HostProcess = true },
        ["seLinuxOptions"] = pod => pod.SecurityContext.SeLinuxOptions = new() { Type = "spc_t" },
        ["appArmorProfile"] = pod => pod.SecurityContext.AppArmorProfile = new() { Type = "Unconfined" },
        ["volumes"] = pod =>
            pod.Volumes.Add(
                new()
                {
                    Name = "host",
                    HostPath = new() { Path = "/" },
                }
            ),
        ["runAsUser"] = pod => pod.SecurityContext.RunAsUser = 0,
        ["poller: privileged"] = pod => pod.Containers[0].SecurityContext.Privileged = true,
        ["poller: allowPrivilegeEscalation"] = pod => pod.Containers[0].SecurityContext.AllowPrivilegeEscalation = null,
        ["poller: capabilities.drop"] = pod => pod.Containers[0].SecurityContext.Capabilities.Drop = ["NET_RAW"],
        ["poller: capabilities.add"] = pod => pod.Containers[0].SecurityContext.Capabilities.Add = ["SYS_ADMIN"],
        ["poller: runAsNonRoot"] = pod => pod.Containers[0].SecurityContext.RunAsNonRoot = false,
        ["poller: runAsUser"] = pod => pod.Containers[0].SecurityContext.RunAsUser = 0,
        ["poller: seccompProfile"] = pod => pod.SecurityContext.SeccompProfile = null,
        ["poller: procMount"] = pod => pod.Containers[0].SecurityContext.ProcMount = "Unmasked",
        ["poller: hostProcess"] = pod => pod.Containers[0].SecurityContext.WindowsOptions = new() { HostProcess = true },
        ["poller: seLinuxOptions"] = pod => pod.Containers[0].SecurityContext.SeLinuxOptions = new() { User = "system_u" },
        ["poller: appArmorProfile"] = pod => pod.Containers[0].SecurityContext.AppArmorProfile = new() { Type = "Unconfined" },
        ["poller: hostPort"] = pod => pod.Containers[0].Ports[0].HostPort = 8080,
        ["poller: probe host"] = pod => pod.Containers[0].LivenessProbe.HttpGet.Host = "169.254.169.254",
    };

    public static TheoryData<string> Overlays => Overlay.NamesData;

    public static TheoryData<string> Rules => [.. Breaches.Keys];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_pod_is_restricted(string name)
    {
        foreach (var workload in Overlay.Load(name).Workloads)
            RestrictedPod.Violations(workload.Pod).ShouldBeEmpty(workload.Name);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_violation_of_each_rule_is_detected(string rule)
    {
        var poller = Overlay.Load("dev").Workloads.Single(workload => workload.Name == "poller");
        var pod = KubernetesJson.Deserialize<V1PodSpec>(KubernetesJson.Serialize(poller.Pod));

        Breaches[rule](pod);

        RestrictedPod.Violations(pod).ShouldBe([rule]);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_namespace_admits_only_restricted_pods(string name) =>
        Overlay
            .Load(name)
            .Objects<V1Namespace>()
            .ShouldHaveSingleItem()
            .Metadata.Labels.ShouldSatisfyAllConditions(
                labels => labels["pod-security.kubernetes.io/enforce"].ShouldBe("restricted"),
                labels => labels["pod-security.kubernetes.io/audit"].ShouldBe("restricted"),
                labels => labels["pod-security.kubernetes.io/warn"].ShouldBe("restricted"),
                labels => labels["pod-security.kubernetes.io/enforce-version"].ShouldBe("v1.32")
            );

    [Theory]
    [MemberData(nameof(Overlays))]
    public void No_pod_can_write_outside_its_mounts_or_call_the_API_server(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Workloads)
        {
            workload.Container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true, workload.Name);
            workload.Mounted("/tmp").ShouldHaveSingleItem().EmptyDir.SizeLimit.ShouldNotBeNull(workload.Name);
            workload.Pod.AutomountServiceAccountToken.ShouldBe(false, workload.Name);
            workload.Pod.EnableServiceLinks.ShouldBe(false, workload.Name);
            overlay
                .Objects<V1ServiceAccount>()
                .Single(account => account.Metadata.Name == workload.Pod.ServiceAccountName)
                .AutomountServiceAccountToken.ShouldBe(false, workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Our_images_run_as_their_own_user_with_read_access_to_the_secrets(string name)
    {
        foreach (var workload in Overlay.Load(name).OwnWorkloads)
        {
            var context = workload.Pod.SecurityContext;
            (context.RunAsUser, context.RunAsGroup, context.FsGroup).ShouldBe((1654, 1654, 1654), workload.Name);
            workload.SettingSecrets.ShouldHaveSingleItem().DefaultMode.ShouldBe(Convert.ToInt32("440", 8), workload.Name);
            workload
                .Container.VolumeMounts.Single(mount => mount.MountPath == Workload.SecretsFolder)
                .ReadOnlyProperty.ShouldBe(true, workload.Name);
        }
    }

    [Fact]
    public void The_broker_pods_of_the_operator_are_restricted()
    {
        var cluster = Overlay.Load("production").CustomResources("RabbitmqCluster").ShouldHaveSingleItem();
        var template = cluster.At("spec", "override", "statefulSet", "spec", "template", "spec")!;
        var pod = KubernetesJson.Deserialize<V1PodSpec>(template.ToJsonString());

        RestrictedPod.Violations(pod).ShouldBeEmpty();
        pod.Containers.ShouldHaveSingleItem().Name.ShouldBe("rabbitmq");
        pod.InitContainers.ShouldHaveSingleItem().Name.ShouldBe("setup-container");
    }
}
