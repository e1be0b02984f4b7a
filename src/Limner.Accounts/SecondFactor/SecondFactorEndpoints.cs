using Limner.Accounts.Sessions;
using Limner.Accounts.Users;
using Limner.Kernel.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Accounts.SecondFactor;

/// <param name="Password">The account's, once more.</param>
public sealed record PasswordAgain(string Password);

/// <param name="Code">Six digits, as the app shows them now.</param>
public sealed record SecondFactorConfirmation(string Code);

/// <param name="Secret">In base 32, to be typed into an authenticator app.</param>
/// <param name="Uri">The same for a QR code.</param>
public sealed record NewSecondFactor(string Secret, string Uri);

/// <param name="Codes">Ten, each good for one sign-in in place of the app's code. Shown this once.</param>
public sealed record RecoveryCodeList([property: System.Text.Json.Serialization.JsonPropertyName("recovery_codes")] IReadOnlyList<string> Codes);

/// <summary>One's own second factor. All but the confirmation take the password again: an unlocked screen is not enough.</summary>
internal static class SecondFactorEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var factor = api.MapGroup("/me/second-factor").WithTags("Accounts").WithMetadata(RequiredPermission.Account).RequireRateLimiting(RateLimits.Expensive)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status429TooManyRequests);
        factor.MapPost("/", BeginAsync).WithName("BeginSecondFactor").WithSummary("A secret for an authenticator app; not in force until confirmed")
            .ProducesProblem(StatusCodes.Status409Conflict);
        factor.MapPost("/confirm", ConfirmAsync).WithName("ConfirmSecondFactor").WithSummary("Put the second factor in force; all other sessions end")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        factor.MapPost("/recovery-codes", ReplaceCodesAsync).WithName("ReplaceRecoveryCodes").WithSummary("New recovery codes; the old ones are void")
            .ProducesProblem(StatusCodes.Status409Conflict);
        factor.MapPost("/disable", DisableAsync).WithName("DisableSecondFactor").WithSummary("Sign in without a code again");
    }

    private static async Task<Ok<NewSecondFactor>> BeginAsync(PasswordAgain request, ICurrentUser user, PasswordPrompt prompt, SecondFactors factors, CancellationToken cancellation)
    {
        await prompt.CheckAsync(user.Id, request.Password, cancellation);
        var secret = await factors.BeginAsync(user.Id, cancellation);
        return TypedResults.Ok(new NewSecondFactor(secret, Totp.Uri(secret, user.UserName)));
    }

    private static async Task<Ok<RecoveryCodeList>> ConfirmAsync(
        SecondFactorConfirmation request, HttpContext http, ICurrentUser user, SignInThrottle throttle, SecondFactors factors, CancellationToken cancellation)
    {
        var attempt = throttle.BeginCode(user.Id);
        var codes = await factors.ConfirmAsync(user.Id, request.Code, http.SessionId(), cancellation);
        attempt.Succeeded();
        return TypedResults.Ok(new RecoveryCodeList(codes));
    }

    private static async Task<Ok<RecoveryCodeList>> ReplaceCodesAsync(PasswordAgain request, ICurrentUser user, PasswordPrompt prompt, SecondFactors factors, CancellationToken cancellation)
    {
        await prompt.CheckAsync(user.Id, request.Password, cancellation);
        return TypedResults.Ok(new RecoveryCodeList(await factors.ReplaceRecoveryCodesAsync(user.Id, cancellation)));
    }

    private static async Task<NoContent> DisableAsync(PasswordAgain request, ICurrentUser user, PasswordPrompt prompt, SecondFactors factors, CancellationToken cancellation)
    {
        await prompt.CheckAsync(user.Id, request.Password, cancellation);
        await factors.DisableAsync(user.Id, cancellation);
        return TypedResults.NoContent();
    }
}
