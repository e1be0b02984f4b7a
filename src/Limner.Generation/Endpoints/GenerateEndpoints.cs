using Limner.Accounts;
using Limner.Generation.Augmenting;
using Limner.Generation.Output;
using Limner.Generation.Presets;
using Limner.Generation.Queue;
using Limner.Generation.Requests;
using Limner.Generation.Schedulers;
using Limner.Jobs;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Models;
using Limner.Safety.Text;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using HttpJson = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Limner.Generation.Endpoints;

/// <summary>What can be asked for, and how much of it.</summary>
/// <param name="Models">That can be painted with.</param>
/// <param name="DefaultModel">Where a request names none; null: no model is installed.</param>
/// <param name="Presets">Low, balanced and high as this machine has them; empty where no model is installed.</param>
/// <param name="ProposedPreset">The best that takes no longer than people wait; null before the machine was measured.</param>
/// <param name="MaxPictures">Of one request.</param>
/// <param name="PromptMaxLength">In characters.</param>
/// <param name="DailyPictures">One may ask for a day; null: as many as one likes.</param>
/// <param name="PicturesToday">Asked for today.</param>
/// <param name="MaxQueued">Requests of one's own that may wait.</param>
internal sealed record GenerateOptionsView(
    IReadOnlyList<PaintingModelView> Models,
    string? DefaultModel,
    IReadOnlyList<PresetView> Presets,
    PaintingPreset? ProposedPreset,
    IReadOnlyList<string> Schedulers,
    IReadOnlyList<string> Formats,
    int MaxPictures,
    int PromptMaxLength,
    int? DailyPictures,
    int PicturesToday,
    int MaxQueued);

/// <param name="Remote">Another server paints it; prompts are sent there.</param>
internal sealed record PaintingModelView(string Id, string Title, bool Remote, PaintingAbilities Abilities);

/// <param name="Rag">What was added to the prompt, and from where.</param>
/// <param name="Generation">Null where nothing is painted.</param>
internal sealed record RagGenerateView(RagView Rag, GenerationView? Generation);

/// <param name="Model">As of a request.</param>
internal sealed record PromptTokensBody(string Prompt, string? Model = null);

/// <summary>What a model that knows names alone can draw.</summary>
/// <param name="Names">Things; none where the model takes any text.</param>
/// <param name="Styles">It can draw them in.</param>
/// <param name="Colours">It can draw things in that have other colours by nature.</param>
internal sealed record PaintableNamesView(string Model, IReadOnlyList<PaintableNameView> Names, IReadOnlyList<string> Styles, IReadOnlyList<string> Colours);

/// <param name="Name">In English.</param>
/// <param name="Korean">The same in Korean.</param>
internal sealed record PaintableNameView(string Name, string Korean);

/// <summary>Asking for pictures.</summary>
internal static class GenerateEndpoints
{
    private const int LongestWait = 120;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Generation").ProducesProblem(StatusCodes.Status401Unauthorized);
        group.MapGet("/generate/options", OptionsAsync).WithName("GetGenerateOptions").WithSummary("What can be painted: models, presets of this machine, limits");

        group.MapGet("/generate/names", NamesAsync).WithName("ListPaintableNames").WithSummary("What a model that knows names alone can draw")
            .ProducesProblem(StatusCodes.Status404NotFound);

        group.MapGet("/generate/training/{number}", TrainingAsync).WithName("GetTrainingPicture").WithSummary("A picture that a model learned from, small")
            .Produces(StatusCodes.Status200OK, contentType: "image/png").ProducesProblem(StatusCodes.Status404NotFound);

        group.MapPost("/generate/tokens", TokensAsync).WithName("CountPromptTokens").WithSummary("How many tokens of a model a prompt has").WithMetadata(RequiredPermission.Generate)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);

        var paint = group.MapGroup("").WithMetadata(RequiredPermission.Generate).RequireRateLimiting(RateLimits.Expensive)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
        paint.MapPost("/generate", GenerateAsync).WithName("Generate").WithSummary("Have pictures painted")
            .WithDescription("Answers at once with what then waits in the queue, or with wait=SECONDS (120 at most) once it has ended, if it has by then. The same fields may be sent as multipart/form-data, with init_image and mask as files.")
            .WithMetadata(TakesPictures.InJson)
            .DisableRequestTimeout();
        paint.MapPost("/generate", GenerateFromFormAsync).ExcludeFromDescription()
            .Accepts<IFormFile>("multipart/form-data")
            .WithMetadata(AcceptsForms.Instance, TakesPictures.InForms)
            .DisableRequestTimeout();
        paint.MapPost("/rag/generate", RagAsync).WithName("RagGenerate").WithSummary("Have pictures painted, going by pictures of the library that fit the prompt")
            .WithDescription("What most of those pictures have in common is added to the prompt; with mode=reference the best of them is begun with. Only pictures that you see are looked at. With preview nothing is painted.")
            .DisableRequestTimeout();
        paint.MapPost("/generate/measure", MeasureAsync).WithName("MeasurePainting").WithSummary("Paint a little with each preset, to know what it takes on this machine");
    }

    private static async Task<Ok<GenerateOptionsView>> OptionsAsync(
        PaintingModels models, PaintingPresets presets, GenerationQueue queue, IDatabase database, IOptionsMonitor<GenerationOptions> options, IOptionsMonitor<TextGuardOptions> guard, ICurrentUser user,
        CancellationToken cancellation)
    {
        var (all, limits) = (await models.ListAsync(cancellation), options.CurrentValue);
        var proposals = await presets.AllAsync(cancellation);
        await using var db = database.Read();
        var (used, _) = await queue.QuotaAsync(db, user.Id, cancellation);
        return TypedResults.Ok(new GenerateOptionsView(
            [.. all.Select(model => new PaintingModelView(model.Id, model.Title, model.IsRemote, model.Abilities))],
            all.Any(model => model.IsRemote || !model.Abilities.NeedsMask) || limits.DefaultModel.Length > 0 ? await models.DefaultAsync(cancellation) : null,
            proposals,
            presets.Proposed(proposals),
            SchedulerNames.All,
            ["png", "jpeg", "webp"],
            limits.MaxPictures,
            guard.CurrentValue.PromptMaxLength,
            limits.DailyPictures == 0 ? null : limits.DailyPictures,
            used,
            limits.MaxQueued));
    }

    /// <param name="model">An installed model.</param>
    private static async Task<Ok<PaintableNamesView>> NamesAsync(string model, PaintingModels models, CancellationToken cancellation)
    {
        var names = models.RemoteOf(model) is null ? await models.NamesAsync(model, cancellation) : null;
        return TypedResults.Ok(new PaintableNamesView(model, [.. names?.Names.Select(name => new PaintableNameView(name.Name, name.Korean)) ?? []], names?.Styles ?? [], names?.Colours ?? []));
    }

    /// <param name="number">As <c>nearest</c> of a painted picture says.</param>
    /// <param name="model">An installed model.</param>
    private static async Task<IResult> TrainingAsync(int number, string model, TrainingPictures training, HttpContext http, CancellationToken cancellation)
    {
        var picture = await training.PictureAsync(model, number, cancellation);
        http.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.Bytes(picture, "image/png");
    }

    private static async Task<Ok<PromptTokensView>> TokensAsync(PromptTokensBody body, Submissions submissions, PromptTokenCount count, CancellationToken cancellation)
        => TypedResults.Ok(await count.OfAsync(await submissions.ModelOfAsync(body.Model, preset: null, cancellation), body.Prompt, cancellation));

    /// <param name="wait">Seconds to wait for its end, 0 to 120.</param>
    private static async Task<Results<Ok<GenerationView>, Accepted<GenerationView>>> GenerateAsync(
        GenerateBody body, int? wait, Submissions submissions, GenerationEnds ends, ICurrentUser user, CancellationToken cancellation)
    {
        CheckWait(wait);
        var row = await submissions.SubmitAsync(user.Id, body, SentPictures.None, augmentation: null, cancellation);
        return await AnswerAsync(row, wait, ends, user.Id, cancellation);
    }

    private static async Task<Results<Ok<GenerationView>, Accepted<GenerationView>>> GenerateFromFormAsync(
        int? wait, HttpRequest request, Submissions submissions, FormPlaces places, GenerationEnds ends, IOptions<HttpJson> json, ICurrentUser user, CancellationToken cancellation)
    {
        CheckWait(wait);
        GenerationRow row;
        using (await places.EnterAsync(user.Id, cancellation))
        {
            await submissions.CheckAsync(user.Id, cancellation);
            var (body, pictures) = await GenerateForm.ReadAsync(request, json.Value.SerializerOptions, cancellation);
            row = await submissions.SubmitAsync(user.Id, body, pictures, augmentation: null, cancellation);
        }

        return await AnswerAsync(row, wait, ends, user.Id, cancellation);
    }

    /// <param name="wait">Seconds to wait for its end, 0 to 120.</param>
    private static async Task<Results<Ok<RagGenerateView>, Accepted<RagGenerateView>>> RagAsync(
        RagGenerateBody body, int? wait, PromptAugmentation augmenting, Submissions submissions, GenerationEnds ends, ICurrentUser user, CancellationToken cancellation)
    {
        CheckWait(wait);
        var model = await submissions.ModelOfAsync(body.Model, body.Preset, cancellation);
        var made = await augmenting.AugmentAsync(user.Id, body, model, cancellation);
        if (body.Preview)
        {
            return TypedResults.Ok(new RagGenerateView(RagView.Of(made), null));
        }

        var reference = body.Mode == RagMode.Reference ? made.Sources.FirstOrDefault()?.ImageId : null;
        var row = await submissions.SubmitAsync(user.Id, body.WithPrompt(made.AugmentedPrompt, reference) with { Model = model }, SentPictures.None, made.Write(), cancellation);
        var (view, hasEnded) = await ends.ViewAsync(user.Id, row.Id, wait ?? 0, cancellation);
        var answer = new RagGenerateView(RagView.Of(made), view);
        return hasEnded ? TypedResults.Ok(answer) : TypedResults.Accepted(AddressOf(view), answer);
    }

    private static async Task<Accepted<JobView>> MeasureAsync(IDatabase database, IJobQueue jobs, ICurrentUser user, CancellationToken cancellation)
    {
        var userId = user.Id;
        var job = await database.WriteAsync(
            async (db, token) =>
            {
                var id = await jobs.EnqueueAsync(
                    db, new NewJob(MeasurePaintingJob.JobKind, new PaintJob.Payload(), "Measure painting", userId, DeduplicationKey: $"{MeasurePaintingJob.JobKind}:{userId}"), token);
                return await jobs.FindAsync(db, id, token) ?? throw new InvalidOperationException("The job is not there.");
            },
            cancellation);
        return TypedResults.Accepted($"/api/v1/jobs/{job.Id}", job);
    }

    private static async Task<Results<Ok<GenerationView>, Accepted<GenerationView>>> AnswerAsync(GenerationRow row, int? wait, GenerationEnds ends, long userId, CancellationToken cancellation)
    {
        var (view, hasEnded) = await ends.ViewAsync(userId, row.Id, wait ?? 0, cancellation);
        return hasEnded ? TypedResults.Ok(view) : TypedResults.Accepted(AddressOf(view), view);
    }

    private static string AddressOf(GenerationView view) => $"/api/v1/generations/{view.Id}";

    private static void CheckWait(int? wait)
    {
        if (wait is < 0 or > LongestWait)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"It must be from 0 to {LongestWait} seconds.", "wait"));
        }
    }

    /// <summary>Bodies with pictures in them are longer than others.</summary>
    private sealed record TakesPictures(long? MaxRequestBodySize) : IRequestSizeLimitMetadata
    {
        public static readonly TakesPictures InJson = new(16 << 20);

        public static readonly TakesPictures InForms = new((2L * GenerateForm.MaxPictureBytes) + (1 << 20));
    }
}
