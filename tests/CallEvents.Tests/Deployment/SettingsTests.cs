using System.CommandLine;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Simulator;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.Deployment;

public sealed class SettingsTests
{
    // Read by .NET and OpenSSL, before and beside any configuration.
    private static readonly string[] OfTheRuntime = ["DOTNET_EnableDiagnostics", "SSL_CERT_DIR"];

    public static TheoryData<string> Overlays => Overlay.Theory;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_variable_and_secret_file_is_a_setting_that_the_service_reads_and_takes(string name)
    {
        var overlay = Overlay.Load(name);

        overlay.Services.Select(workload => workload.Name).ShouldBe(Service.Names, ignoreOrder: true);
        foreach (var workload in overlay.Services)
        {
            await using var service = Service.Of(workload, overlay);
            service.Unread().Except(OfTheRuntime).ShouldBeEmpty(workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Replicas_share_a_server_and_a_file_has_one_pod(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Services)
        {
            await using var service = Service.Of(workload, overlay);
            if (service.Database.Kind is DatabaseKind.PostgreSql)
            {
                workload.Strategy.ShouldBe("RollingUpdate", workload.Name);
                workload.Pod.Volumes.ShouldAllBe(volume => volume.PersistentVolumeClaim == null, workload.Name);
                continue;
            }

            (workload.Replicas, workload.Strategy).ShouldBe((1, "Recreate"), workload.Name);
            var folder = Path.GetDirectoryName(service.Database.ConnectionString["Data Source=".Length..])!;
            var claim = workload.Mounted(folder).ShouldHaveSingleItem().PersistentVolumeClaim.ClaimName;
            overlay.Manifests.ShouldContain(manifest => manifest.Kind == "PersistentVolumeClaim" && manifest.Name == claim);
        }
    }

    [Fact]
    public void Nothing_keeps_a_volume_that_nobody_mounts() =>
        Overlay.Load("production").Manifests.ShouldAllBe(manifest => manifest.Kind != "PersistentVolumeClaim");

    [Fact]
    public void The_simulator_takes_its_options()
    {
        var overlay = Overlay.Load("dev");
        var simulator = overlay.Ours.Single(workload => workload.Name == "simulator");
        var switches = new SimulatorSwitches();
        var command = new RootCommand();
        foreach (var option in switches.All) command.Add(option);

        var parsed = command.Parse([.. simulator.Container.Args]);

        parsed.Errors.ShouldBeEmpty();
        var file = parsed.GetValue<string?>("--api-key-file").ShouldNotBeNull();
        Path.GetDirectoryName(file).ShouldBe(Workload.SecretsFolder);
        simulator.SecretFiles(overlay).Select(pair => pair.Key).ShouldBe([Path.GetFileName(file)]);
        simulator.Environment(overlay).Select(variable => variable.Key).Except(OfTheRuntime).ShouldBe([SimulatorSwitches.UrlsVariable]);
    }

    [Theory]
    [InlineData("Polling__Intervall", "00:00:05")]
    [InlineData("Revont__Workspaces__main__ApiKy", "secret")]
    [InlineData("ConnectionStrings__State", "Data Source=/data/poller.db")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOIN", "http://collector:4317")]
    public async Task A_name_that_nobody_reads_is_found(string name, string value)
    {
        await using var service = Service.Build("poller", Poller.Append(KeyValuePair.Create(name, value)));

        service.Unread().ShouldBe([name]);
    }

    [Fact]
    public async Task A_value_that_the_service_refuses_is_found()
    {
        await using var service = Service.Build("poller", Poller.Append(KeyValuePair.Create("Polling__Interval", "30")));

        Should.Throw<OptionsValidationException>(service.Validate);
    }

    [Fact]
    public void A_setting_from_two_places_is_found() =>
        Should.Throw<ShouldAssertException>(() => Service.Build("poller", Poller.Concat(Poller)));

    private static IEnumerable<KeyValuePair<string, string>> Poller =>
    [
        new("Revont__Workspaces__main__ApiKey", "secret"),
        new("ConnectionStrings__RabbitMq", "amqp://poller:secret@rabbitmq/callevents"),
        new("Polling__StartFrom", "now"),
    ];
}
