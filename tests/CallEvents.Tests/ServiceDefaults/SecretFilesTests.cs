using CallEvents.ServiceDefaults;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.ServiceDefaults;

public sealed class SecretFilesTests
{
    private readonly string folder = TemporaryFolder.Create();

    [Fact]
    public void A_file_named_after_a_setting_is_its_value_without_the_newline_at_its_end()
    {
        File.WriteAllText(Path.Combine(folder, "Revont__Workspaces__main__ApiKey"), "rk_live_1\n");

        Build()["Revont:Workspaces:main:ApiKey"].ShouldBe("rk_live_1");
    }

    [Fact]
    public void The_command_line_wins_over_the_environment_over_secret_files_over_appsettings()
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
    public void A_folder_that_does_not_exist_is_told()
    {
        var builder = Host.CreateApplicationBuilder(["--CALLEVENTS_SECRETS", folder + "-missing"]);
        builder.AddServiceDefaults("test");
        using var host = builder.Build();

        Should.Throw<OptionsValidationException>(() => host.Start())
            .Failures.ShouldHaveSingleItem().ShouldBe($"CALLEVENTS_SECRETS: found '{folder}-missing', expected a folder that exists");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "Crm__Adapter"), Path.Combine(folder, "nowhere"));

        var failure = StartupFailure.Of(Should.Throw<InvalidDataException>(() => Build())).ShouldNotBeNull();

        failure.ExitCode.ShouldBe(2);
        failure.Lines.ShouldHaveSingleItem().ShouldStartWith($"CALLEVENTS_SECRETS: found '{folder}', expected a folder whose files can all be read.");
    }

    private ConfigurationManager Build(params string[] arguments)
    {
        var builder = Host.CreateApplicationBuilder(["--CALLEVENTS_SECRETS", folder, .. arguments]);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = ((string[])["One", "Two", "Three", "Four"]).Select(key => KeyValuePair.Create($"Precedence:{key}", (string?)"appsettings")),
        });
        builder.AddServiceDefaults("test");
        return builder.Configuration;
    }
}
