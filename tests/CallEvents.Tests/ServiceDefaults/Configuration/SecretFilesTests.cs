using CallEvents.ServiceDefaults;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.ServiceDefaults.Configuration;

public sealed class SecretFilesTests
{
    private readonly string folder = TemporaryFolder.Create();

    [Fact]
    public void A_secret_file_is_read_without_its_trailing_newline()
    {
        File.WriteAllText(Path.Combine(folder, "Revont__Workspaces__main__ApiKey"), "rk_live_1\n");

        Build()["Revont:Workspaces:main:ApiKey"].ShouldBe("rk_live_1");
    }

    [Fact]
    public void Command_line_environment_secret_files_and_appsettings_apply_in_order()
    {
        foreach (var key in (string[])["Four", "Three", "Two"])
            File.WriteAllText(Path.Combine(folder, $"Precedence__{key}"), "file");
        Environment.SetEnvironmentVariable("Precedence__Three", "environment");
        Environment.SetEnvironmentVariable("Precedence__Four", "environment");

        var settings = Build("--Precedence:Four", "command line");

        settings["Precedence:One"].ShouldBe("appsettings");
        settings["Precedence:Two"].ShouldBe("file");
        settings["Precedence:Three"].ShouldBe("environment");
        settings["Precedence:Four"].ShouldBe("command line");
    }

    [Fact]
    public void A_missing_secrets_folder_is_reported()
    {
        var builder = Host.CreateApplicationBuilder(["--CALLEVENTS_SECRETS", folder + "-missing"]);
        builder.AddServiceDefaults("test");
        using var host = builder.Build();

        Should
            .Throw<OptionsValidationException>(() => host.Start())
            .Failures.ShouldHaveSingleItem()
            .ShouldBe($"CALLEVENTS_SECRETS: found '{folder}-missing', expected a folder that exists");
    }

    [Fact]
    public void An_unreadable_secret_file_is_reported()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "Crm__Adapter"), Path.Combine(folder, "nowhere"));

        var failure = StartupFailure.Of(Should.Throw<InvalidDataException>(() => Build())).ShouldNotBeNull();

        failure.ExitCode.ShouldBe(2);
        failure
            .Lines.ShouldHaveSingleItem()
            .ShouldStartWith($"CALLEVENTS_SECRETS: found '{folder}', expected a folder whose files can all be read.");
    }

    private ConfigurationManager Build(params string[] arguments)
    {
        var builder = Host.CreateApplicationBuilder(["--CALLEVENTS_SECRETS", folder, .. arguments]);
        builder.Configuration.Sources.Insert(
            0,
            new MemoryConfigurationSource
            {
                InitialData = ((string[])["One", "Two", "Three", "Four"]).Select(key =>
                    KeyValuePair.Create($"Precedence:{key}", (string?)"appsettings")
                ),
            }
        );
        builder.AddServiceDefaults("test");
        return builder.Configuration;
    }
}
