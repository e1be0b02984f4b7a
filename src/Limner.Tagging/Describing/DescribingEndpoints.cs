using Limner.Accounts;
using Limner.Jobs;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Models.Remote;
using Limner.Tagging.Prompts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Tagging.Describing;

/// <summary>The vision models that can be asked.</summary>
/// <param name="Default">What the server's settings choose; left out where they choose none.</param>
public sealed record VisionModelsView(string? Default, IReadOnlyList<VisionServerView> Servers);

/// <param name="Kind"><c>ollama</c> or <c>openai</c>.</param>
/// <param name="Address">For administrators; left out for everybody else.</param>
/// <param name="LatencyMs">Of a question that asks for nothing but whether it is there; left out where it does not answer.</param>
/// <param name="Problem">Why it cannot be asked now.</param>
/// <param name="Resting">Whether it is left alone for a while because it failed repeatedly.</param>
public sealed record VisionServerView(string Kind, string? Address, double? LatencyMs, string? Version, JobError? Problem, bool Resting, int InFlight, IReadOnlyList<VisionModelView> Models);

/// <param name="Id">As runs, trials and settings name it: <c>ollama:gemma3:4b</c>.</param>
/// <param name="Loaded">Whether it is in the server's memory; left out where unknown.</param>
public sealed record VisionModelView(string Id, string Name, long? Bytes, string? Parameters, bool? Loaded);

internal static class DescribingEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var models = api.MapGroup("").WithTags("Vision models");
        models.MapGet("/vision-models", ModelsAsync).WithName("GetVisionModels").WithSummary("The servers of vision models, how they are and what they have");
        models.MapGet("/description-settings", SettingsAsync).WithName("GetDescriptionSettings").WithSummary("What is described by itself, and with what");
        models.MapPut("/description-settings", SetAsync).WithName("SetDescriptionSettings").WithSummary("Say what is to be described by itself, and with what");

        var prompts = api.MapGroup("/prompts").WithTags("Vision models");
        prompts.MapGet("/", PromptsAsync).WithName("ListPrompts").WithSummary("Your prompts, and the one that comes with the install");
        prompts.MapPost("/", AddPromptAsync).WithName("AddPrompt").WithSummary("Save a prompt");
        prompts.MapGet("/{id}", PromptAsync).WithName("GetPrompt").WithSummary("A prompt with its versions");
        prompts.MapPut("/{id}", ChangePromptAsync).WithName("ChangePrompt").WithSummary("Change a prompt: other words are another version");
        prompts.MapDelete("/{id}", RemovePromptAsync).WithName("RemovePrompt").WithSummary("Remove a prompt; what was answered to it stays");

        var trials = api.MapGroup("/description-trials").WithTags("Vision models");
        trials.MapGet("/", TrialsAsync).WithName("ListDescriptionTrials").WithSummary("Your last trials");
        trials.MapPost("/", TryAsync).WithName("TryDescriptions").WithSummary("Try one or two prompts or models on a few pictures; nothing of it becomes a tag").RequireRateLimiting(RateLimits.Expensive);
        trials.MapGet("/{id}", TrialAsync).WithName("GetDescriptionTrial").WithSummary("A trial and its answers so far");
    }

    private static async Task<Ok<VisionModelsView>> ModelsAsync(RemoteModels models, RemoteHealth health, ICurrentUser user, CancellationToken cancellation)
    {
        var servers = await health.LookAsync(cancellation);
        return TypedResults.Ok(new VisionModelsView(models.Default?.ToString(), [.. servers.Select(server => View(server, user.IsAdministrator))]));
    }

    private static VisionServerView View(RemoteServerHealth server, bool isAdministrator) => new(
        RemoteModelName.PrefixOf(server.Kind),
        isAdministrator ? server.Server : null,
        server.LatencyMs,
        server.Version,
        JobError.Of(server.Problem?.Error.Code, isAdministrator ? server.Problem?.Detail : null),
        server.Resting,
        server.InFlight,
        [.. server.Models.Select(model => new VisionModelView(new RemoteModelName(server.Kind, model.Name).ToString(), model.Name, model.Bytes, model.Parameters, model.Loaded))]);

    private static async Task<Ok<DescriptionSettingsView>> SettingsAsync(DescriptionSettings settings, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await settings.FindAsync(user.Id, cancellation));

    private static async Task<Ok<DescriptionSettingsView>> SetAsync(DescriptionSettingsView request, DescriptionSettings settings, ICurrentUser user, CancellationToken cancellation)
    {
        await settings.ChangeAsync(user.Id, request, cancellation);
        return TypedResults.Ok(await settings.FindAsync(user.Id, cancellation));
    }

    private static async Task<Ok<Page<PromptView>>> PromptsAsync(PromptLibrary prompts, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(new Page<PromptView>(await prompts.ListAsync(user.Id, cancellation), NextCursor: null));

    private static async Task<Created<PromptView>> AddPromptAsync(PromptRequest request, PromptLibrary prompts, ICurrentUser user, CancellationToken cancellation)
    {
        var prompt = await prompts.AddAsync(user.Id, request, cancellation);
        return TypedResults.Created($"/api/v1/prompts/{prompt.Id}", prompt);
    }

    private static async Task<Ok<PromptHistoryView>> PromptAsync(string id, PromptLibrary prompts, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await prompts.FindAsync(user.Id, DescriptionChoice.ParsePrompt(id), cancellation));

    private static async Task<Ok<PromptView>> ChangePromptAsync(string id, PromptRequest request, PromptLibrary prompts, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await prompts.ChangeAsync(user.Id, DescriptionChoice.ParsePrompt(id), request, cancellation));

    private static async Task<NoContent> RemovePromptAsync(string id, PromptLibrary prompts, ICurrentUser user, CancellationToken cancellation)
    {
        await prompts.RemoveAsync(user.Id, DescriptionChoice.ParsePrompt(id), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<TrialView>>> TrialsAsync(DescriptionTrials trials, ICurrentUser user, int? limit, CancellationToken cancellation)
        => TypedResults.Ok(new Page<TrialView>(await trials.ListAsync(user.Id, PageLimits.Clamp(limit), cancellation), NextCursor: null));

    private static async Task<Accepted<TrialView>> TryAsync(TrialRequest request, DescriptionTrials trials, ICurrentUser user, CancellationToken cancellation)
    {
        var trial = await trials.BeginAsync(user.Id, request, cancellation);
        return TypedResults.Accepted($"/api/v1/description-trials/{trial.Id}", trial);
    }

    private static async Task<Ok<TrialView>> TrialAsync(string id, DescriptionTrials trials, ICurrentUser user, CancellationToken cancellation)
        => PublicId.TryParse(IdPrefixes.DescriptionTrial, id, out var number)
            ? TypedResults.Ok(await trials.FindAsync(user.Id, number, cancellation))
            : throw new LimnerException(ErrorCatalogue.NotFound, "No such trial.");
}
