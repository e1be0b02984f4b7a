namespace Limner.Operations.Configuration;

/// <summary>The configuration cannot be used. Carries every problem found, each naming the key that mends it.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception("The configuration is not valid:" + string.Concat(problems.Select(problem => Environment.NewLine + "  " + problem)))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
