using System.Text.Json.Nodes;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Deployment;

public sealed class PrepareScriptTests
{
    private const string Definitions = "rabbitmq-definitions.json";

    private readonly string root = TestResourceReaper.CreateFolder("prepare");

    private string Users => Path.Combine(root, "deploy", "rabbitmq", "users");

    private string Secrets => Path.Combine(root, "deploy", "compose", "secrets");

    [Fact]
    public async Task Preparing_again_adds_a_subscriber_and_keeps_the_passwords()
    {
        CopyScripts();
        await PrepareAsync();
        var passwords = ReadSecrets("rabbitmq");
        var settings = ReadSecrets("");
        await File.AppendAllTextAsync(
            Users,
            "subscriber billing billing-count-minutes=CallRecorded\n",
            TestContext.Current.CancellationToken
        );

        await PrepareAsync();

        ReadSecrets("rabbitmq").Where(file => file.Key != "billing").ShouldBe(passwords, ignoreOrder: true);
        ReadSecrets("").Where(IsKept).ShouldBe(settings.Where(IsKept), ignoreOrder: true);
        ReadSecrets("")["poller.env"]
            .Split('\n')
            .ShouldBe([
                "Publishing__ExpectQueues__0=crm-log-call",
                "Publishing__ExpectQueues__1=alerting-raise-alerts",
                "Publishing__ExpectQueues__2=billing-count-minutes=CallRecorded",
            ]);
        UserNames().ShouldBe(["poller", "crm-updater", "alerting", "monitor", "admin", "billing"], ignoreOrder: true);
    }

    private static bool IsKept(KeyValuePair<string, string> file) => file.Key is not (Definitions or "poller.env");

    [Fact]
    public async Task A_mistake_in_the_list_of_users_changes_no_file()
    {
        CopyScripts();
        await PrepareAsync();
        var settings = ReadSecrets("");
        await File.AppendAllTextAsync(Users, "subscriber billing\n", TestContext.Current.CancellationToken);

        (await RunAsync()).ExitCode.ShouldBe(2);

        ReadSecrets("").ShouldBe(settings, ignoreOrder: true);
    }

    /// <summary>A copy, since the script writes beside itself, in folders that every user may write to.</summary>
    private void CopyScripts()
    {
        foreach (var file in new[] { "compose/prepare.sh", "rabbitmq/definitions.sh", "rabbitmq/users" })
        {
            var copy = Path.Combine(root, "deploy", file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, "deploy", file), copy);
        }

        foreach (var folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Append(root))
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }
    }

    private async Task PrepareAsync()
    {
        var result = await RunAsync();
        result.ExitCode.ShouldBe(0, result.Error);
    }

    /// <summary>Not as root, for whom no file is read-only.</summary>
    private async Task<ProcessResult> RunAsync()
    {
        var script = Path.Combine(root, "deploy", "compose", "prepare.sh");
        var (program, arguments) = Environment.IsPrivilegedProcess
            ? ("setpriv", (string[])["--reuid=65534", "--regid=65534", "--clear-groups", script])
            : (script, []);
        await using var process = ChildProcess.Start(program, arguments, [], root);
        return await process.WaitForExitAsync();
    }

    private Dictionary<string, string> ReadSecrets(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Secrets, folder)).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    private IEnumerable<string> UserNames() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Secrets, Definitions)))!["users"]!
            .AsArray()
            .Select(user => user!["name"]!.GetValue<string>());
}
