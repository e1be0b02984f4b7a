using System.ComponentModel;
using Microsoft.Extensions.Configuration;

namespace Limner.Search;

/// <summary>Section <c>[search]</c>.</summary>
public sealed class SearchOptions
{
    public const string Section = "search";

    /// <summary>Whether pictures get a vector of what they look like. Vectors that are there stay.</summary>
    [ConfigurationKeyName("visual_vectors")]
    [Description("Make a vector of what every picture looks like, by which similar pictures are found. It comes from the run of the network that finds objects, and costs a run of it where that is off.")]
    public bool VisualVectors { get; set; } = true;
}
