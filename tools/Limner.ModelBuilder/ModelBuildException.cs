namespace Limner.ModelBuilder;

/// <summary>The input is not what this tool translates. The message names the file or the node at fault; it is all the user sees.</summary>
public sealed class ModelBuildException(string message) : Exception(message);
