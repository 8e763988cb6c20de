using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Forwards TCP connections to a server, and can delay, hold, freeze or cut them.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Link, byte> links = new();
    private readonly string host;
    private readonly int port;
    private readonly Task accepting;
    private TaskCompletionSource open = Opened();
    private long cutAfter = long.MaxValue;
    private volatile bool hasCut;
    private volatile bool isRefusing;

    public TcpProxy(string host, int port)
    {
        (this.host, this.port) = (host, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The address of the server, by way of the proxy: on this machine, wherever the server is.</summary>
    public Uri Through(Uri server) => new UriBuilder(server) { Host = $"{IPAddress.Loopback}", Port = Port }.Uri;

    /// <summary>Delays every chunk of bytes, in both directions.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Keeps back the bytes of all connections, new ones included, until <see cref="Release"/>.</summary>
    public void Hold() => open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => open.TrySetResult();

    /// <summary>Drops the bytes of the present connections for good and closes none of them; new ones work.</summary>
    public void FreezePresent()
    {
        foreach (var link in links.Keys)
            link.IsFrozen = true;
    }

    /// <summary>Resets all connections when this many more bytes have passed.</summary>
    public void CutAfter(long bytes)
    {
        hasCut = false;
        Interlocked.Exchange(ref cutAfter, bytes);
    }

    /// <summary>Resets all connections, and new ones as soon as they are made, while set.</summary>
    public bool IsRefusing
    {
        get => isRefusing;
        set
        {
            isRefusing = value;
            if (value)
                Reset();
        }
    }

    /// <summary>Whether the cut that was asked for has happened.</summary>
    public bool HasCut => hasCut;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Release();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Reset();
        stopping.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
            _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        var link = new Link(client, new TcpClient());
        links.TryAdd(link, 0);
        try
        {
            if (isRefusing)
                return;
            await link.Server.ConnectAsync(host, port, stopping.Token);
            await Task.WhenAny(PumpAsync(link, link.Client, link.Server), PumpAsync(link, link.Server, link.Client));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is not there.
        }
        finally
        {
            links.TryRemove(link, out _);
            link.Reset();
        }
    }

    private async Task PumpAsync(Link link, TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.GetStream().ReadAsync(buffer, stopping.Token)) > 0)
            {
                await open.Task.WaitAsync(stopping.Token);
                if (Delay > TimeSpan.Zero)
                    await Task.Delay(Delay, TimeProvider.System, stopping.Token);
                if (link.IsFrozen)
                    continue;
                var passing = (int)Math.Min(count, Math.Max(0, Interlocked.Add(ref cutAfter, -count) + count));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, passing), stopping.Token);
                if (passing < count)
                    Reset();
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Either end has closed the connection, or it was reset.
        }
    }

    private void Reset()
    {
        Interlocked.Exchange(ref cutAfter, long.MaxValue);
        hasCut = true;
        foreach (var link in links.Keys)
            link.Reset();
    }

    /// <summary>A connection of a client, and its continuation to the server.</summary>
    private sealed class Link(TcpClient client, TcpClient server)
    {
        public TcpClient Client => client;

        public TcpClient Server => server;

        public bool IsFrozen { get; set; }

        public void Reset()
        {
            foreach (var end in (TcpClient[])[client, server])
            {
                try
                {
                    end.LingerState = new LingerOption(true, 0);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException or NullReferenceException)
                {
                    // Closed already.
                }

                end.Dispose();
            }
        }
    }
}
