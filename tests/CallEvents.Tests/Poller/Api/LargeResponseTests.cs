using System.IO.Compression;
using System.Text;
using CallEvents.Revont.Http;
using CallEvents.Revont.Requests;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;

namespace CallEvents.Tests.Poller.Api;

public sealed class LargeResponseTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_call_with_an_endless_transcript_is_parked_and_the_others_are_transcribed()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var at = revont.Now.AddMinutes(-2);
        var ids = revont.AddCalls(50, at);
        var large = revont.Add("large", at.AddSeconds(25)).Id;
        var body = Compress(large, megabytes: 20);
        revont.Intercept = async (request, context) =>
        {
            if (request.CallId != large)
                return false;
            await SendCompressedAsync(context, body);
            return true;
        };
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(at.AddMinutes(-1), ("Publishing:MaxBytes", $"{2 * Megabyte}"))
        );

        await poller.WaitUntilTranscribedAsync(ids);
        var parked = await Eventually.Be(() => poller.Parked(), parked => parked.Count > 0);
        parked.ShouldHaveSingleItem().Key.ShouldBe(large);
        parked[0].Error.ShouldContain($"a body of more than {8 * Megabyte} bytes");
        await poller.WaitUntilRecordedOnceAsync([.. ids, large]);

        revont.StopIntercepting();
        await poller.MakeRetriesDueAsync();
        await poller.WaitUntilTranscribedAsync(large);
    }

    [Fact]
    public async Task A_response_is_read_up_to_the_limit_and_no_further()
    {
        using var endless = new EndlessStream();
        using var client = new HttpMessageInvoker(new LimitBodyHandler(Megabyte) { InnerHandler = new Responder(endless) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://never.called.invalid");
        using var response = await client.SendAsync(request, default);

        await Should.ThrowAsync<ResponseTooLargeException>(() => response.Content.ReadAsStringAsync());

        endless.BytesRead.ShouldBeLessThan(2 * Megabyte);
    }

    [Theory]
    [InlineData(1024, 8 * Megabyte)]
    [InlineData(8 * Megabyte, 32 * Megabyte)]
    public void The_limit_is_a_few_times_the_longest_message(int maxMessageBytes, long limit) =>
        LimitBodyHandler.LimitFor(maxMessageBytes).ShouldBe(limit);

    private static byte[] Compress(string id, int megabytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            var segment = Encoding.UTF8.GetBytes($$"""{"speaker":"rep","text":"{{new string('x', 1000)}}"},""");
            gzip.Write(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","transcript":["""));
            for (var written = 0; written < megabytes * Megabyte; written += segment.Length)
                gzip.Write(segment);
            gzip.Write("{\"text\":\"end\"}]}"u8);
        }

        return compressed.ToArray();
    }

    private static async Task SendCompressedAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        await context.Response.Body.WriteAsync(body);
    }

    private sealed class Responder(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(body) });
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long BytesRead { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            BytesRead += buffer.Length;
            return new ValueTask<int>(buffer.Length);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            BytesRead += count;
            return count;
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[bufferSize];
            while (await ReadAsync(buffer, cancellationToken) is > 0 and var read)
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
