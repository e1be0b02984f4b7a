using Limner.Kernel.Errors;

namespace Limner.Host.Problems;

internal static class ProblemModule
{
    public static void AddProblemDocuments(this IServiceCollection services)
    {
        services.AddSingleton<ProblemWriter>();
        services.AddExceptionHandler<FailureHandler>();

        // In development the framework would otherwise answer a malformed request itself; here both environments take the same way.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblemDocuments(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context =>
        {
            var response = context.HttpContext.Response;
            return FindByStatus(response.StatusCode) is { } error
                ? context.HttpContext.RequestServices.GetRequiredService<ProblemWriter>().WriteAsync(context.HttpContext, Explain(context.HttpContext, error))
                : Task.CompletedTask;
        });
        app.Use(async (context, next) =>
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status416RangeNotSatisfiable, HasStarted: false } response)
            {
                // The framework leaves an empty answer with the headers of the file.
                response.ContentLength = null;
                response.ContentType = null;
                response.Headers.ContentDisposition = default;
            }
        });
    }

    private static Failure Explain(HttpContext context, ErrorDefinition error)
        => error == ErrorCatalogue.Validation && UnfitParameter.Find(context) is { } name ? error.With("The value is not of the right type.", name) : error.With();

    private static ErrorDefinition? FindByStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ErrorCatalogue.Validation,
        StatusCodes.Status401Unauthorized => ErrorCatalogue.Authentication,
        StatusCodes.Status403Forbidden => ErrorCatalogue.Authorization,
        StatusCodes.Status404NotFound => ErrorCatalogue.NotFound,
        StatusCodes.Status405MethodNotAllowed => ErrorCatalogue.MethodNotAllowed,
        StatusCodes.Status409Conflict => ErrorCatalogue.Conflict,
        StatusCodes.Status413PayloadTooLarge => ErrorCatalogue.PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ErrorCatalogue.MediaTypeUnsupported,
        StatusCodes.Status416RangeNotSatisfiable => ErrorCatalogue.RangeNotSatisfiable,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => ErrorCatalogue.HeadersTooLarge,
        StatusCodes.Status429TooManyRequests => ErrorCatalogue.RateLimited,
        StatusCodes.Status503ServiceUnavailable => ErrorCatalogue.RequestTimeout,
        >= StatusCodes.Status500InternalServerError => ErrorCatalogue.Internal,
        _ => null,
    };
}
