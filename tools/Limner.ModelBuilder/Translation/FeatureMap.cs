namespace Limner.ModelBuilder.Translation;

/// <summary>A value of the translated graph: float32, [1, channels, height, width].</summary>
public sealed record FeatureMap(string Name, int Channels, int Height, int Width)
{
    public IReadOnlyList<int> Shape => [1, Channels, Height, Width];
}
