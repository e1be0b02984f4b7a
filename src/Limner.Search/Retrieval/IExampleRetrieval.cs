using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Fusion;

namespace Limner.Search.Retrieval;

/// <summary>
/// Finds pictures that a generation can go by: relevant to what is asked, unlike one another, and none that the asking person does not see. The same question
/// to the same state of the library has one answer.
/// </summary>
public interface IExampleRetrieval
{
    /// <param name="userId">Whose view of the library is searched: what they do not see is no candidate.</param>
    /// <param name="question">What the pictures are to be like.</param>
    /// <param name="cancellation">Stops a model between two of its layers, and the search between two statements.</param>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.Validation"/>: neither words nor pictures, or a number out of its range. <see cref="ErrorCatalogue.QueryMalformed"/>.
    /// <see cref="ErrorCatalogue.NotFound"/>, <see cref="ErrorCatalogue.VectorPending"/>: a picture in <see cref="ExampleQuestion.Like"/> is none that the person
    /// sees, or has not been looked at.
    /// </exception>
    Task<ExampleSet> FindAsync(long userId, ExampleQuestion question, CancellationToken cancellation);
}

/// <summary>What examples are looked for.</summary>
public sealed record ExampleQuestion
{
    /// <summary>Words and the query language, at most 1,000 characters.</summary>
    public string? Query { get; init; }

    /// <summary>Pictures they should look like: ids of images, or what <c>POST /search/picture</c> answered; at most 20.</summary>
    public IReadOnlyList<string> Like { get; init; } = [];

    /// <summary>How many, 1 to 50.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Of maximal marginal relevance, 0..1: 1 asks for nothing but relevance, 0 for nothing but variety.</summary>
    public double Lambda { get; init; } = 0.7;

    /// <summary>0..1: the least score of what is found by meaning or likeness; null: the server's own for meaning, none for likeness.</summary>
    public double? Threshold { get; init; }
}

/// <summary>Examples, in the order in which they were chosen.</summary>
/// <param name="Model">Whose vectors told how alike they are; null where none are there, and nothing but relevance decided.</param>
/// <param name="State">
/// Of the library when they were looked for, and of how the words were: with the same state the same question has the same answer. Null where something was written
/// while they were looked for.
/// </param>
public sealed record ExampleSet(IReadOnlyList<Example> Items, string? Model, string? State)
{
    /// <summary>How the words were looked for; null where none were given.</summary>
    public SearchMode? ModeUsed { get; init; }

    /// <summary>Why as text alone, though by meaning too is what is done where it can be.</summary>
    public TextReason? ModeReason { get; init; }
}

/// <summary>A picture to go by.</summary>
/// <param name="ImageId">Public id.</param>
/// <param name="Width">Pixels of the upright picture.</param>
/// <param name="Height">Pixels of the upright picture.</param>
/// <param name="Caption">What is said of it: its description, else its title.</param>
/// <param name="Tags">By name, in alphabetical order.</param>
/// <param name="Score">0..1: 1 is the first of every ranking that was asked (reciprocal rank fusion, over its largest value).</param>
/// <param name="TextRank">Among those that have the words, from 1; null: it does not have them, or no words were asked for.</param>
/// <param name="Meaning">How likely it shows what the words say, 0..1; null: not found by meaning.</param>
/// <param name="Likeness">How likely it shows the same kind of thing as the pictures asked by, 0..1; null: not found by likeness.</param>
public sealed record Example(
    string ImageId, string Name, int Width, int Height, string MediaType, string? Caption, IReadOnlyList<string> Tags, double Score, int? TextRank, double? Meaning, double? Likeness, ExampleRights Rights);

/// <summary>What is known of the rights in a picture, for whoever makes something of it. Nothing said is no permission.</summary>
/// <param name="Statement">Copyright and licence as its metadata say them.</param>
/// <param name="Creator">Who made it, as its metadata say.</param>
/// <param name="IsOwn">Whether it is the asking person's own picture; if not, its owner shares it with them.</param>
/// <param name="Owner">Whose library it is in.</param>
public sealed record ExampleRights(string? Statement, string? Creator, bool IsOwn, PersonView Owner);
