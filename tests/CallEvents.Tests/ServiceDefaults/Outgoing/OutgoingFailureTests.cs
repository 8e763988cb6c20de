using System.Net;
using System.Net.Sockets;
using CallEvents.ServiceDefaults.Outgoing;
using CallEvents.ServiceDefaults.Tls;

namespace CallEvents.Tests.ServiceDefaults.Outgoing;

public sealed class OutgoingFailureTests
{
    [Fact]
    public void Only_codes_are_taken_from_an_answer() =>
        OutgoingFailure
            .Describe(
                HttpStatusCode.BadRequest,
                "INVALID_EMAIL",
                null,
                "",
                "Email address jane@acme.example is invalid",
                "INVALID_EMAIL",
                "INVALID_EMAIL\n",
                "É",
                "RATE_2"
            )
            .ShouldBe("HTTP 400 INVALID_EMAIL RATE_2");

    [Fact]
    public void A_status_without_codes_stands_alone() => OutgoingFailure.Describe(HttpStatusCode.BadGateway).ShouldBe("HTTP 502");

    [Theory]
    [InlineData("no_service", "HTTP 404 no_service")]
    [InlineData("DirectApiAuthorizationRequired", "HTTP 404 DirectApiAuthorizationRequired")]
    [InlineData("no_service\n", "HTTP 404")]
    [InlineData("No service at hooks.example.com/secret", "HTTP 404")]
    [InlineData("jane@acme.example", "HTTP 404")]
    [InlineData("", "HTTP 404")]
    [InlineData(null, "HTTP 404")]
    public void Of_a_server_with_lower_case_codes_one_word_is_taken(string? word, string description) =>
        OutgoingFailure.DescribeWord(HttpStatusCode.NotFound, word).ShouldBe(description);

    public static TheoryData<Exception, string, string> Failures =>
        new()
        {
            {
                new HttpRequestException("10.0.0.1:443/secret", new SocketException((int)SocketError.ConnectionRefused)),
                "connection_error",
                "connection refused"
            },
            { new HttpRequestException(HttpRequestError.NameResolutionError, "secret"), "name_resolution_error", "DNS lookup failed" },
            { new HttpRequestException(HttpRequestError.ResponseEnded, "secret"), "response_ended", "connection closed or broken" },
            { new HttpRequestException("secret"), "System.Net.Http.HttpRequestException", "HttpRequestException" },
            { new HttpRequestException("secret", new IOException("secret")), "connection_error", "connection closed or broken" },
            { new TaskCanceledException("secret", new TimeoutException("secret")), "timeout", "timeout" },
            {
                new HttpRequestException(
                    HttpRequestError.SecureConnectionError,
                    "secret",
                    new CertificateRejectedException("hooks: has expired")
                ),
                "certificate_rejected",
                "hooks: has expired"
            },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void No_text_of_an_exception_is_in_a_description(Exception exception, string type, string description)
    {
        var failure = OutgoingFailure.Of(exception)!;

        failure.Type.ShouldBe(type);
        failure.Description.ShouldBe(description);
    }

    [Fact]
    public void A_bug_is_no_failure_of_the_network() => OutgoingFailure.Of(new InvalidOperationException("secret")).ShouldBeNull();
}
