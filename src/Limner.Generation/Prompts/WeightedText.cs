namespace Limner.Generation.Prompts;

/// <summary>A part of a prompt.</summary>
/// <param name="Weight">What the vectors of its tokens are multiplied with; 1 leaves them.</param>
/// <param name="Breaks">Nothing but the word BREAK: what follows begins a new chunk.</param>
internal readonly record struct WeightedText(string Text, double Weight, bool Breaks = false);
