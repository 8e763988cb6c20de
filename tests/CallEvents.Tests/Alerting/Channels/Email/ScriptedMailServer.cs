using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallEvents.Tests.Alerting.Channels.Email;

/// <summary>A mail server that answers as a test says, for what a real one does not do on demand.</summary>
internal sealed class ScriptedMailServer : IDisposable
{
    /// <summary>In place of a command: the end of a message.</summary>
    public const string Message = "message";

    /// <summary>In place of a command: a new connection.</summary>
    public const string Connection = "connection";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, string?> answer;
    private readonly ConcurrentQueue<string> commands = new();

    /// <param name="answer">The answer to a command; null for the usual one, empty for none at all.</param>
    public ScriptedMailServer(Func<string, string?> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyList<string> Commands => [.. commands];

    /// <summary>How many messages have come, with those that were refused.</summary>
    public int Messages => commands.Count(command => command == Message);

    public void Dispose() => listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\r\n" };
        try
        {
            await AnswerAsync(writer, Connection);
            while (await reader.ReadLineAsync() is { } command)
            {
                if (!await AnswerAsync(writer, command) || command == "QUIT")
                    return;
                if (command != "DATA")
                    continue;
                while (await reader.ReadLineAsync() is not (null or ".")) { }
                if (!await AnswerAsync(writer, Message))
                    return;
            }
        }
        catch (IOException) { }
    }

    /// <summary>False after 421, with which a server ends a connection.</summary>
    private async Task<bool> AnswerAsync(StreamWriter writer, string command)
    {
        commands.Enqueue(command);
        var line = answer(command) ?? Usual(command.Split(' ')[0]);
        if (line.Length > 0)
            await writer.WriteLineAsync(line);
        return !line.StartsWith("421", StringComparison.Ordinal);
    }

    private static string Usual(string command) =>
        command switch
        {
            Connection => "220 mail.example",
            "EHLO" => "250-mail.example\r\n250 AUTH PLAIN XOAUTH2",
            "AUTH" => "235 2.7.0 accepted",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
}
