using System.Net;
using System.Text;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.Tests.CrmUpdater.Webhooks;

public sealed class WebhookReceiverTests : IAsyncLifetime
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_post_is_remembered_byte_for_byte()
    {
        var body = Encoding.UTF8.GetBytes("""{"type":"call.logged", "name":"Žofie"}""");

        using var response = await PostAsync(body);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var webhook = receiver.Accepted.ShouldHaveSingleItem();
        webhook.Body.ShouldBe(body);
        webhook.Id.ShouldBe("msg_1");
        webhook.PathAndQuery.ShouldBe(WebhookReceiver.SecretPath);
    }

    [Fact]
    public async Task A_post_is_answered_as_the_test_says()
    {
        receiver.Answer = webhook =>
            receiver.Received.Count switch
            {
                1 => new(429) { RetryAfter = TimeSpan.FromSeconds(30) },
                2 => new(307) { Location = "/elsewhere" },
                _ => WebhookAnswer.Drop,
            };

        using var limited = await PostAsync([1]);
        using var moved = await PostAsync([2]);
        await Should.ThrowAsync<HttpRequestException>(() => PostAsync([3]));

        ((int)limited.StatusCode).ShouldBe(429);
        limited.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        moved.Headers.Location!.ToString().ShouldBe("/elsewhere");
        receiver.Received.Select(webhook => webhook.Status).ShouldBe([429, 307, 0]);
        receiver.Accepted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_held_post_is_answered_when_it_is_released()
    {
        var hold = new TaskCompletionSource();
        receiver.Answer = _ => new(204) { Hold = hold.Task, Body = "" };

        var post = PostAsync([1]);
        await Eventually.Be(() => receiver.Received.Count == 1);
        receiver.Received[0].Status.ShouldBeNull();
        hold.SetResult();

        using var response = await post;
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new ByteArrayContent(body) };
        request.Headers.Add("webhook-id", "msg_1");
        return await client.SendAsync(request);
    }
}
