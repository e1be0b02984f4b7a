namespace Limner.Tagging.Tags;

/// <summary>A tag in the list of tags.</summary>
/// <param name="Id">Where several owners use the word: one of theirs, the asking person's own first.</param>
/// <param name="Count">Pictures that the asking person sees and that have it.</param>
internal sealed record TagView(string Id, string Name, int Count);

/// <summary>Everything said about one picture.</summary>
/// <param name="Items">One entry by tag, source and model: what people say first, then files, then models, the surest first.</param>
/// <param name="Detections">What the detector saw, the surest first; a label may appear several times.</param>
internal sealed record ImageTagsView(IReadOnlyList<ImageTagView> Items, IReadOnlyList<DetectionView> Detections);

/// <param name="Model">Which model, for a model's tags only: <c>detector</c>, <c>ollama:NAME</c>, ...</param>
/// <param name="Confidence">0..1, for a model's tags only.</param>
internal sealed record ImageTagView(string Id, string Name, TagSource Source, string? Model, double? Confidence);

internal sealed record DetectionView(string Label, double Confidence, BoxView Box);

/// <summary>Shares of the upright picture's width and height, 0..1, from its upper left corner.</summary>
internal sealed record BoxView(double X, double Y, double Width, double Height);
