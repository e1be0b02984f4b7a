using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Vision.Layout;

/// <summary>Layout models that somebody has brought: they see what is where on the picture of a page.</summary>
public interface ILayoutModel
{
    /// <summary>Runs on the calling thread for as long as the network takes: up to seconds.</summary>
    /// <param name="model">The id of an installed model of the task <c>layout-detection</c>.</param>
    /// <param name="page">Upright.</param>
    /// <param name="limit">How long it may take in all, loading included. A model that is too slow rests for a while, and fails at once meanwhile.</param>
    /// <returns>What it is sure enough of, the surest first; at most <see cref="LayoutRegion.Most"/>.</returns>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c> (it is damaged, of another task, or answers what its kind does not), <c>inference</c>, <c>layout_model_timeout</c>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<IReadOnlyList<LayoutRegion>> FindAsync(string model, PixelBuffer page, TimeSpan limit, CancellationToken cancellation);
}

/// <summary>A part of a page.</summary>
/// <param name="Score">How sure the model is of it, 0 to 1.</param>
/// <param name="Left">In pixels of the picture that was given, as the others.</param>
public sealed record LayoutRegion(LayoutKind Kind, double Score, double Left, double Top, double Right, double Bottom)
{
    /// <summary>Of one page. No page has so many parts; an answer that has is cut off after the surest.</summary>
    public const int Most = 500;
}

/// <summary>What a part of a page is. The numbers are kept in files: they do not change.</summary>
public enum LayoutKind
{
    /// <summary>Running text, or something of which no more is said than that it is there.</summary>
    Text = 0,

    /// <summary>Of the document.</summary>
    Title = 1,
    Heading = 2,
    ListItem = 3,
    Table = 4,
    Figure = 5,
    Caption = 6,
    Formula = 7,
    Footnote = 8,
    Code = 9,
    PageHeader = 10,
    PageFooter = 11,
    PageNumber = 12,

    /// <summary>What belongs to the page and not to the text, head or foot.</summary>
    Furniture = 13,
}
