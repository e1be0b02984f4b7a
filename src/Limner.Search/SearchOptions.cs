using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Search;

/// <summary>Section <c>[search]</c>.</summary>
public sealed class SearchOptions
{
    public const string Section = "search";

    /// <summary>Whether pictures, and pages of documents, get a vector of what they look like. Vectors that are there stay.</summary>
    [ConfigurationKeyName("visual_vectors")]
    [Description("Make a vector of what every picture, and every page of a document, looks like, by which similar ones are found. It comes from the run of the network that finds objects, and costs a run of it where that is off.")]
    public bool VisualVectors { get; set; } = true;

    /// <summary>The id of the image-text model whose vectors are made and searched; empty: the one installed last.</summary>
    [ConfigurationKeyName("embedding_model")]
    [Description("The id of the installed image-text model (CLIP, SigLIP) by which pictures are found by meaning. Empty: the one installed last. Takes effect without a restart; vectors of another model answer until the new ones are made.")]
    [MaxLength(100)]
    public string EmbeddingModel { get; set; } = "";

    /// <summary>0..1: the least score by which a picture that does not have the words is found by their meaning beside those that do.</summary>
    [ConfigurationKeyName("meaning_threshold")]
    [Description("How sure it must be that a picture shows what was typed before it is found without having the words, 0 to 1. Every picture is a little like any words: with 0 the list would always end with pictures that have nothing to do with them. Takes effect without a restart.")]
    [Range(0.0, 1.0)]
    public double MeaningThreshold { get; set; } = 0.5;

    /// <summary>Seconds for which a question waits for the vector of its words.</summary>
    [ConfigurationKeyName("text_model_wait_seconds")]
    [Description("For how many seconds a search waits for the model that knows what words mean, which is loaded when it is first asked. After that the words are looked for as text, or, where nothing but meaning was asked for, the answer is text_model_loading. Takes effect without a restart.")]
    [Range(1, 600)]
    public int TextModelWaitSeconds { get; set; } = 2;
}
