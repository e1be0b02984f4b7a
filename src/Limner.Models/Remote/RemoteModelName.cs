using Limner.Kernel.Errors;
using Limner.Kernel.Text;

namespace Limner.Models.Remote;

/// <summary>The kinds of servers that models are asked on.</summary>
public enum RemoteKind
{
    Ollama,
    OpenAi,
}

/// <summary>A model on another server, written <c>ollama:gemma3:4b</c> or <c>openai:gpt-4o</c>.</summary>
/// <param name="Name">As that server spells it.</param>
public sealed record RemoteModelName(RemoteKind Kind, string Name)
{
    /// <summary>Characters of a name; with its prefix it has no more than 100.</summary>
    public const int MaxLength = 90;

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    public static RemoteModelName Parse(string text, string field)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? null : text[..colon] switch { "ollama" => RemoteKind.Ollama, "openai" => RemoteKind.OpenAi, _ => (RemoteKind?)null };
        return kind is { } known
            ? new RemoteModelName(known, PlainText.Check(text[(colon + 1)..], MaxLength, field))
            : throw new LimnerException(ErrorCatalogue.Validation.With("Name a model as ollama:NAME or openai:NAME.", field));
    }

    public static string PrefixOf(RemoteKind kind) => kind == RemoteKind.Ollama ? "ollama" : "openai";

    public override string ToString() => $"{PrefixOf(Kind)}:{Name}";
}
