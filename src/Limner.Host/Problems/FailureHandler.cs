using System.Globalization;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Operations.Configuration;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace Limner.Host.Problems;

/// <summary>The one place where an exception becomes an answer.</summary>
internal sealed class FailureHandler(ProblemWriter problems, IOptionsMonitor<GeneralOptions> options, ILogger<FailureHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException or IOException && httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer, and nothing is wrong.
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        if (exception is LimnerException { RetryAfter: { } retryAfter })
        {
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await problems.WriteAsync(httpContext, Translate(httpContext, exception));
        return true;
    }

    private Failure Translate(HttpContext context, Exception exception)
    {
        var (method, path, traceId) = (context.Request.Method, context.Request.Path.Value ?? "", ProblemWriter.TraceId(context));
        switch (exception)
        {
            case LimnerException { Failure: var failure }:
                if (failure.Error.Status >= StatusCodes.Status500InternalServerError)
                {
                    Log.Failed(logger, exception, method, path, failure.Error.Code, traceId);
                }

                return failure;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ErrorCatalogue.PayloadTooLarge.With();
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return ErrorCatalogue.RequestTimeout.With("The body came too slowly.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                return ErrorCatalogue.MediaTypeUnsupported.With();
            case BadHttpRequestException { InnerException: JsonException invalid }:
                return RequestJson.Explain(invalid);
            case BadHttpRequestException bad:
                return RequestJson.Explain(bad);
            default:
                Log.Unexpected(logger, exception, method, path, traceId);
                return ErrorCatalogue.Internal.With(options.CurrentValue.Environment == DeploymentEnvironment.Development ? exception.ToString() : null);
        }
    }
}
