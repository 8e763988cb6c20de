using CallEvents.Poller.Status.Page;
using CallEvents.Poller.Status.Reports;
using Microsoft.AspNetCore.Http.Features;

namespace CallEvents.Poller.Status;

/// <summary>
/// Maps the status page at <c>/</c>, the look-up of a call at <c>/calls/&lt;id&gt;</c>, and both as JSON below <c>/status</c>.
/// </summary>
internal static class StatusEndpoints
{
    private const string HtmlType = "text/html; charset=utf-8";

    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = app.MapGroup("").DisableHttpMetrics().AddEndpointFilter(AddHeadersAsync);
        endpoints.MapGet("/", ShowAsync);
        endpoints.MapGet("/status", ReportAsync);
        endpoints.MapGet("/calls", LookUp);
        endpoints.MapGet("/calls/{**id}", ShowCallAsync);
        endpoints.MapGet("/status/calls/{**id}", ReportCallAsync);
        endpoints.MapGet("/icon.svg", () => Results.Text(PageAssets.Icon, "image/svg+xml"));
    }

    private static async Task<IResult> ShowAsync(CachedStatus status, PageRenderer page, CancellationToken stop)
    {
        var report = await status.ReadAsync(stop);
        return Results.Content(await page.RenderAsync(report), HtmlType, statusCode: StatusOf(report));
    }

    private static async Task<IResult> ReportAsync(CachedStatus status, CancellationToken stop)
    {
        var report = await status.ReadAsync(stop);
        return Results.Json(report, StatusJson.Options, statusCode: StatusOf(report));
    }

    /// <summary>Where the form leads. Relative, so that a proxy can serve the page under a path.</summary>
    private static IResult LookUp(HttpContext context, string? id)
    {
        var root = context.Request.Path.Value!.EndsWith('/') ? "../" : "./";
        return Results.Redirect(string.IsNullOrWhiteSpace(id) ? root : $"{root}calls/{Uri.EscapeDataString(id.Trim())}");
    }

    private static async Task<IResult> ShowCallAsync(HttpContext context, CallLookup calls, PageRenderer page, CancellationToken stop)
    {
        var report = await calls.FindAsync(IdOf(context, "/calls/"), LedgerRead.PageDeadline, stop);
        return Results.Content(await page.RenderAsync(report), HtmlType, statusCode: StatusOf(report));
    }

    private static async Task<IResult> ReportCallAsync(HttpContext context, CallLookup calls, CancellationToken stop)
    {
        var report = await calls.FindAsync(IdOf(context, "/status/calls/"), LedgerRead.PageDeadline, stop);
        return Results.Json(report, StatusJson.Options, statusCode: StatusOf(report));
    }

    private static int StatusOf(StatusReport report) =>
        report.Problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    private static int StatusOf(CallReport report) =>
        report.Problem is not null ? StatusCodes.Status503ServiceUnavailable
        : report.Found.Count == 0 ? StatusCodes.Status404NotFound
        : StatusCodes.Status200OK;

    /// <summary>Decoded once, of the address as it was sent: routing leaves an escaped slash in an id as it is.</summary>
    private static string IdOf(HttpContext context, string prefix)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var start = path.IndexOf(prefix, StringComparison.Ordinal);
        return start < 0 ? "" : Uri.UnescapeDataString(path[(start + prefix.Length)..]);
    }

    private static async ValueTask<object?> AddHeadersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = PageAssets.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return await next(context);
    }
}
