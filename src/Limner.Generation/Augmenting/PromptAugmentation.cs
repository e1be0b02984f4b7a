using Limner.Generation.Folders;
using Limner.Generation.Pipelines;
using Limner.Generation.Presets;
using Limner.Generation.Requests;
using Limner.Kernel.Errors;
using Limner.Safety.Text;
using Limner.Search.Retrieval;

namespace Limner.Generation.Augmenting;

/// <summary>
/// Looks for pictures of the library that fit a prompt, and adds to it what most of them have in common: tags first, then words of their captions, as long as the model takes
/// the prompt in as one. Only pictures that the person sees are looked at, and what they say is data: it is stripped of the prompt's own syntax and goes through the same
/// guard as a prompt.
/// </summary>
internal sealed class PromptAugmentation(IExampleRetrieval retrieval, PaintingModels models, DiffusionFolders folders, TextGuard guard)
{
    private const int MaxExamples = 20;
    private const int MaxAdditions = 12;
    private const int MaxExcluded = 100;

    /// <summary>Where another server's tokenizer is not known: words, of which a token has at most one.</summary>
    private const int RemoteWords = 60;

    /// <param name="model">That is to paint.</param>
    /// <exception cref="LimnerException"><c>validation</c>, <c>text_refused</c>, <c>query_malformed</c>, <c>model_not_found</c>, <c>model_load</c>.</exception>
    public async Task<Augmentation> AugmentAsync(long userId, RagGenerateBody body, string model, CancellationToken cancellation)
    {
        if (body.SimilarExamplesCount is < 1 or > MaxExamples)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Ask for 1 to {MaxExamples} examples.", "similar_examples_count"));
        }

        if (body.Exclude?.Count > MaxExcluded)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxExcluded}.", "exclude"));
        }

        var prompt = guard.Check(body.Prompt, "prompt");
        await models.RequireKnownAsync(model, prompt, body.NegativePrompt, cancellation);
        var examples = await FindAsync(userId, prompt, body, cancellation);
        var remote = models.RemoteOf(model) is not null;
        var folder = remote ? null : await folders.ReadAsync(model, cancellation);
        var budget = folder is null ? RemoteWords : folder.TextEncoders[0].Config.MaxPositionEmbeddings - 2;
        int Count(string text) => folder is null ? PromptWords.Of(text).Count : TextEncoding.Cut(folder, text, "prompt").Max(tokens => tokens.Used);

        var (augmented, additions) = (prompt, new List<PromptAddition>());
        foreach (var addition in Candidates(prompt, body, examples.Items))
        {
            if (additions.Count == MaxAdditions)
            {
                break;
            }

            // What adds no token is nothing the model knows.
            var longer = $"{augmented}, {addition.Text}";
            if (Count(longer) <= budget && Count(longer) > Count(augmented) && IsAllowed(longer))
            {
                augmented = longer;
                additions.Add(addition);
            }
        }

        var sources = examples.Items.Select((example, index) =>
            new PaintingSource(example.ImageId, example.Name, example.Score, body.Mode == RagMode.Reference && index == 0 ? "reference" : "prompt", example.Rights)).ToList();
        return new Augmentation(body.Mode, prompt, augmented, additions, sources, folder is null ? null : Count(augmented), folder is null ? null : budget, examples.State);
    }

    /// <summary>
    /// By meaning where there is a model for it, and by all of the prompt's words; where nothing has all of them, by any. Words that nothing can be looked for by leave
    /// nothing to go by, which is no failure; a query of one's own that cannot be read is.
    /// </summary>
    private async Task<ExampleSet> FindAsync(long userId, string prompt, RagGenerateBody body, CancellationToken cancellation)
    {
        var question = new ExampleQuestion { Count = body.SimilarExamplesCount };
        if (!string.IsNullOrWhiteSpace(body.Query))
        {
            return await retrieval.FindAsync(userId, question with { Query = body.Query }, cancellation);
        }

        var words = PromptWords.QueryWordsOf(prompt);
        if (words.Count == 0)
        {
            return new ExampleSet([], null, null);
        }

        var found = await retrieval.FindAsync(userId, question with { Query = string.Join(' ', words) }, cancellation);
        return found.Items.Count > 0 ? found : await retrieval.FindAsync(userId, question with { Query = PromptWords.AnyOf(words) }, cancellation);
    }

    /// <summary>What at least half of the examples have (one of one, else two or more) and neither prompt says already, the commonest first.</summary>
    private static IEnumerable<PromptAddition> Candidates(string prompt, RagGenerateBody body, IReadOnlyList<Example> examples)
    {
        var most = examples.Count == 1 ? 1 : Math.Max(2, (examples.Count + 1) / 2);
        var said = PromptWords.Of($"{prompt} {body.NegativePrompt} {string.Join(' ', body.Exclude ?? [])}").ToHashSet(StringComparer.Ordinal);
        var tags = Commonest(examples, example => example.Tags.Select(PromptWords.Plain), most, "tag")
            .Where(tag => PromptWords.Of(tag.Text) is { Count: > 0 } words && !words.All(said.Contains)).ToList();
        said.UnionWith(tags.SelectMany(tag => PromptWords.Of(tag.Text)));
        var words = Commonest(examples, example => PromptWords.Telling(example.Caption), most, "caption").Where(word => !said.Contains(word.Text));
        return tags.Concat(words);
    }

    private static IEnumerable<PromptAddition> Commonest(IReadOnlyList<Example> examples, Func<Example, IEnumerable<string>> texts, int least, string kind)
        => examples.SelectMany(example => texts(example).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal))
            .GroupBy(text => text, StringComparer.Ordinal)
            .Select(same => new PromptAddition(same.Key, kind, same.Count()))
            .Where(addition => addition.Count >= least)
            .OrderByDescending(addition => addition.Count).ThenBy(addition => addition.Text, StringComparer.Ordinal);

    private bool IsAllowed(string prompt)
    {
        try
        {
            guard.Check(prompt, "prompt");
            return true;
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.Validation || exception.Failure.Error == ErrorCatalogue.TextRefused)
        {
            return false;
        }
    }
}
