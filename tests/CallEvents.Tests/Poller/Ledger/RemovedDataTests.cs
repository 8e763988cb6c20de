using System.Text;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>Personal data that the ledger has removed, and the file that holds the rest.</summary>
public sealed class RemovedDataTests
{
    [Fact]
    public async Task A_published_transcript_is_in_no_file_of_the_ledger()
    {
        const string marker = "q7Zk-once-spoken-and-published-w4Tx";
        await using var revont = await ScriptedRevont.StartAsync();
        var ledger = PollerHost.NewLedgerPath();
        var transcript = $$"""[{"speaker":"rep","start_ms":0,"end_ms":59000,"text":"{{marker}}"}]""";
        revont.Put(new ScriptedCall("call_1", revont.Now.AddMinutes(-1)) { Transcript = transcript });
        await using (var poller = await revont.StartPollerAsync(ledger))
        {
            await poller.WaitUntilTranscribedAsync("call_1");
            await Eventually.Be(() => poller.Status.Ledger.Pending.ByType().Values.Sum() == 0);
        }

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(ledger)!))
            (await File.ReadAllTextAsync(file, Encoding.Latin1)).ShouldNotContain(marker, Case.Sensitive, file);
    }

    [Fact]
    public async Task The_ledger_is_readable_by_its_owner_alone()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var ledger = PollerHost.NewLedgerPath();
        await using (var poller = await revont.StartPollerAsync(ledger))
            ModesOf(ledger).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

#pragma warning disable CA1416 // Windows has no such modes.
        File.SetUnixFileMode(ledger, (UnixFileMode)Convert.ToInt32("644", 8));
#pragma warning restore CA1416
        await using (var poller = await revont.StartPollerAsync(ledger))
            ModesOf(ledger).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private static List<UnixFileMode> ModesOf(string ledger) =>
        [.. new[] { ledger, $"{ledger}-wal", $"{ledger}-shm" }.Where(File.Exists).Select(path => new FileInfo(path).UnixFileMode)];
}
