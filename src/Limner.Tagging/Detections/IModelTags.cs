using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;

namespace Limner.Tagging;

/// <summary>Names of models in <see cref="ImageTagRow.Model"/>: short, stable, without a version. Vision models are <c>ollama:NAME</c> or <c>openai:NAME</c>.</summary>
public static class TagModels
{
    /// <summary>The built-in object detector.</summary>
    public const string Detector = "detector";

    /// <summary>The reader of text in pictures.</summary>
    public const string Text = "ocr";
}

/// <summary>Tags that models other than the built-in detector give.</summary>
public interface IModelTags
{
    /// <summary>Tags kept of one picture's answer; the surest are.</summary>
    const int MaxTags = 50;

    /// <summary>
    /// Replaces what <paramref name="model"/> said of these images. The words are kept as said, cleaned (what cannot be a tag is left out); the tags
    /// that follow from them obey the owner's vocabulary and what was taken off the picture. A constant number of statements, up to some
    /// 1,000 images at a time. The caller publishes <see cref="ImagesChanged"/> in the same transaction.
    /// </summary>
    /// <param name="model">See <see cref="TagModels"/>; 1 to 100 characters.</param>
    /// <param name="batch">An image at most once; one without tags loses those of this model.</param>
    Task ReplaceAsync(LimnerDb db, string model, IReadOnlyCollection<ModelAnswer> batch, CancellationToken cancellation);
}

/// <summary>What a model said of one image.</summary>
/// <param name="ContentId">What the model saw: when the image shows another content by now, or later, nothing follows from the words.</param>
public sealed record ModelAnswer(long ImageId, long ContentId, IReadOnlyCollection<SuggestedTag> Tags);

/// <param name="Name">In the model's own words.</param>
/// <param name="Confidence">0..1; what lies outside is brought in, what is no number counts as 0.</param>
public sealed record SuggestedTag(string Name, double Confidence);
