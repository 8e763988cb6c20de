using System.CommandLine;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Simulator;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.Deployment;

public sealed class SettingsTests
{
    // Read by .NET, not by the configuration.
    private static readonly string[] RuntimeVariables = ["DOTNET_EnableDiagnostics"];

    public static TheoryData<string> Overlays => Overlay.NamesData;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_variable_and_secret_file_is_read_and_accepted_by_its_service(string name)
    {
        var overlay = Overlay.Load(name);

        overlay.Services.Select(workload => workload.Name).ShouldBe(ConfiguredService.Names, ignoreOrder: true);
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
            service.FindUnreadVariables().Except(RuntimeVariables).ShouldBeEmpty(workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Replicas_share_a_server_and_a_database_file_has_one_pod(string name)
    {
        var overlay = Overlay.Load(name);
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
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
    public void Production_declares_no_unused_volume() =>
        Overlay.Load("production").Manifests.ShouldAllBe(manifest => manifest.Kind != "PersistentVolumeClaim");

    [Fact]
    public void The_simulator_accepts_its_options()
    {
        var overlay = Overlay.Load("dev");
        var simulator = overlay.OwnWorkloads.Single(workload => workload.Name == "simulator");
        var switches = new SimulatorArguments();
        var command = new RootCommand();
        foreach (var option in switches.All)
            command.Add(option);

        var parsed = command.Parse([.. simulator.Container.Args]);

        parsed.Errors.ShouldBeEmpty();
        var file = parsed.GetValue<string?>("--api-key-file").ShouldNotBeNull();
        Path.GetDirectoryName(file).ShouldBe(Workload.SecretsFolder);
        simulator.SecretFiles(overlay).Select(pair => pair.Key).ShouldBe([Path.GetFileName(file)]);
        simulator
            .Environment(overlay)
            .Select(variable => variable.Key)
            .Except(RuntimeVariables)
            .ShouldBe([SimulatorArguments.UrlsVariable]);
    }

    [Theory]
    [InlineData("Polling__Intervall", "00:00:05")]
    [InlineData("Revont__Workspaces__main__ApiKy", "secret")]
    [InlineData("ConnectionStrings__State", "Data Source=/data/poller.db")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOIN", "http://collector:4317")]
    public async Task An_unread_variable_is_detected(string name, string value)
    {
        await using var service = ConfiguredService.Build("poller", PollerVariables.Append(KeyValuePair.Create(name, value)));

        service.FindUnreadVariables().ShouldBe([name]);
    }

    [Fact]
    public async Task A_value_that_the_service_rejects_is_detected()
    {
        await using var service = ConfiguredService.Build("poller", PollerVariables.Append(KeyValuePair.Create("Polling__Interval", "30")));

        Should.Throw<OptionsValidationException>(service.Validate);
    }

    [Fact]
    public void A_setting_from_two_sources_is_detected() =>
        Should.Throw<ShouldAssertException>(() => ConfiguredService.Build("poller", PollerVariables.Concat(PollerVariables)));

    private static IEnumerable<KeyValuePair<string, string>> PollerVariables =>
        [
            new("Revont__Workspaces__main__ApiKey", "secret"),
            new("ConnectionStrings__RabbitMq", "amqp://poller:secret@rabbitmq/callevents"),
            new("Polling__StartFrom", "now"),
        ];
}
