using Limner.Kernel.Errors;
using Limner.Models.Remote;
using Limner.Tagging.Prompts;
using Microsoft.Extensions.AI;

namespace Limner.Tagging.Describing;

/// <summary>What became of asking about one picture.</summary>
/// <param name="Answer">Null where there is none that is of use: then there is a reason.</param>
/// <param name="Seconds">That the model took for the answer; null where there is none of use.</param>
internal sealed record Asked(PictureAnswer? Answer, Failure? Failure, double? Seconds);

/// <summary>Asks a model about one picture; an answer that is no use is asked for once more.</summary>
internal sealed class Describer(RemoteModels models)
{
    private const int Tries = 2;

    /// <exception cref="LimnerException">The server is at fault (<see cref="ModelFailures.IsOfServer"/>): nothing is known of the picture yet.</exception>
    public async Task<Asked> AskAsync(RemoteModelName model, string text, string language, PromptValues values, Vocabulary vocabulary, ReadOnlyMemory<byte> jpeg, int priority, CancellationToken cancellation)
    {
        using var client = models.CreateClient(model);
        var messages = PictureQuestion.Messages(text, language, values, vocabulary, jpeg);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await client.GetResponseAsync(messages, PictureQuestion.Options(vocabulary, priority, isSecond: attempt > 1), cancellation);
                return new Asked(PictureAnswer.Parse(response.Text, isCut: response.FinishReason == ChatFinishReason.Length), null, SecondsOf(response));
            }
            catch (LimnerException exception) when (ModelFailures.IsOfAnswer(exception))
            {
                if (attempt == Tries)
                {
                    return new Asked(null, exception.Failure, null);
                }
            }
        }
    }

    /// <summary>Asks for one word, without a picture: does the model answer at all?</summary>
    /// <exception cref="LimnerException">It does not.</exception>
    public async Task ProbeAsync(RemoteModelName model, int priority, CancellationToken cancellation)
    {
        using var client = models.CreateClient(model);
        try
        {
            await client.GetResponseAsync(PictureQuestion.ProbeMessages, PictureQuestion.ProbeOptions(priority), cancellation);
        }
        catch (LimnerException exception) when (ModelFailures.IsOfAnswer(exception))
        {
            // Whatever it says: it says something.
        }
    }

    private static double? SecondsOf(ChatResponse response)
        => response.AdditionalProperties?.TryGetValue(RemoteModels.Seconds, out double seconds) == true ? Math.Round(seconds, 3) : null;
}
