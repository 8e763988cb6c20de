using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace CallEvents.TestSupport.Email;

/// <summary>A real mail server on this machine, which keeps what it receives.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string User = "alerts";
    public const string Password = "pass-word-of-the-mailbox";

    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<ReceivedMail> received = new();
    private readonly Task run;

    private MailServer(X509Certificate2? certificate, bool isImplicit, TaskCompletionSource<int> port)
    {
        var options = new SmtpServerOptionsBuilder()
            .ServerName("mail.example")
            .Endpoint(endpoint =>
            {
                endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, 0)).IsSecure(isImplicit);
                if (certificate is not null)
                    endpoint.Certificate(certificate).AuthenticationRequired();
            })
            .Build();
        var listeners = new EndpointListenerFactory();
        listeners.EndpointStarted += (_, started) => port.TrySetResult(((IPEndPoint)started.LocalEndPoint).Port);
        var services = new ServiceProvider();
        services.Add(listeners);
        services.Add(new Store(received));
        services.Add(new DelegatingUserAuthenticator((user, password) => user == User && password == Password));
        run = new SmtpServer.SmtpServer(options, services).StartAsync(stop.Token);
    }

    public int Port { get; private set; }

    public IReadOnlyList<ReceivedMail> Received => [.. received];

    /// <summary>Starts it; with a certificate it requires encryption and a login.</summary>
    public static async Task<MailServer> StartAsync(X509Certificate2? certificate = null, bool isImplicit = false)
    {
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new MailServer(certificate, isImplicit, port);
        server.Port = await port.Task;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await run;
        }
        catch (OperationCanceledException) { }

        stop.Dispose();
    }

    private sealed class Store(ConcurrentQueue<ReceivedMail> received) : MessageStore
    {
        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context,
            IMessageTransaction transaction,
            ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken
        )
        {
            var raw = buffer.ToArray();
            using var stream = new MemoryStream(raw);
            var recipient = transaction.To.ShouldHaveSingleItem().AsAddress();
            received.Enqueue(new(recipient, MimeMessage.Load(stream, cancellationToken), System.Text.Encoding.UTF8.GetString(raw)));
            return Task.FromResult(SmtpResponse.Ok);
        }
    }
}

/// <summary>A message that a server has received.</summary>
/// <param name="Recipient">To whom it was sent.</param>
/// <param name="Message">The message.</param>
/// <param name="Raw">The message as it travelled.</param>
internal sealed record ReceivedMail(string Recipient, MimeMessage Message, string Raw)
{
    public string Subject => Message.Subject ?? "";

    public string Id => Message.MessageId ?? "";

    public string Text => Message.TextBody ?? "";

    public string Html => Message.HtmlBody ?? "";
}
