using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Limner.Accounts.Access;
using Limner.Kernel.Errors;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Limner.Host.Security;

/// <summary>
/// Ends requests that may last, downloads of originals, with the access they were let in with. Those are the ones without a time limit;
/// all others are soon over. Live connections end by <see cref="LiveAccess"/>.
/// </summary>
internal sealed class LastingRequests(IAccessCheck check) : IDomainEventHandler<AccessEnded>
{
    private readonly ConcurrentDictionary<HttpContext, Asker> _open = new();

    public async Task RunAsync(HttpContext context, RequestDelegate next, CancellationToken cancellation)
    {
        var user = context.User;
        _open[context] = new Asker(user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue(LimnerClaims.Session), user.FindFirstValue(LimnerClaims.ApiKey));
        try
        {
            // What ended between the door and this list found nothing here to end.
            if (!await check.StillHoldsAsync(user, cancellation))
            {
                throw new LimnerException(ErrorCatalogue.Authentication);
            }

            await next(context);
        }
        finally
        {
            _open.TryRemove(context, out _);
        }
    }

    public Task HandleAsync(AccessEnded message, LimnerDb db, CancellationToken cancellation)
    {
        db.AfterCommit(() => End(message));
        return Task.CompletedTask;
    }

    private void End(AccessEnded ended)
    {
        var (user, key) = (Text(ended.UserId), Text(ended.ApiKeyId));
        foreach (var (context, asker) in _open)
        {
            var isEnded = ended is { SessionId: null, ApiKeyId: null }
                ? asker.User == user
                : (ended.SessionId is not null && asker.Session == ended.SessionId) || (key is not null && asker.ApiKey == key);
            if (isEnded)
            {
                context.Abort();
            }
        }
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private sealed record Asker(string? User, string? Session, string? ApiKey);
}

internal static class LastingRequestsSetup
{
    /// <summary>Goes after what finds out who asks.</summary>
    public static void UseLastingRequests(this IApplicationBuilder app)
    {
        var lasting = app.ApplicationServices.GetRequiredService<LastingRequests>();
        app.Use((context, next) => context.User.Identity is { IsAuthenticated: true }
                && context.GetEndpoint()?.Metadata is { } metadata
                && metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null
                && metadata.GetMetadata<Microsoft.AspNetCore.SignalR.HubMetadata>() is null
            ? lasting.RunAsync(context, next, context.RequestAborted)
            : next(context));
    }
}
