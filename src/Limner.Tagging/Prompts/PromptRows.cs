namespace Limner.Tagging.Prompts;

/// <summary>What vision models are asked, under a name (table <c>prompts</c>).</summary>
internal sealed class PromptRow
{
    public long Id { get; set; }

    /// <summary>Null: it comes with the install; everybody may use it, nobody change it.</summary>
    public long? OwnerId { get; set; }

    public required string Name { get; set; }

    /// <summary>Set once its owner has removed it: answers still speak of its versions.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One wording of a prompt (table <c>prompt_versions</c>); never changed.</summary>
internal sealed class PromptVersionRow
{
    public long Id { get; set; }

    public long PromptId { get; set; }

    /// <summary>1, 2, ... within the prompt.</summary>
    public int Number { get; set; }

    /// <summary>With <see cref="PromptTemplate"/>'s variables.</summary>
    public required string Text { get; set; }

    /// <summary>The language of answers, as it is put into the prompt: <c>English</c>, <c>한국어</c>.</summary>
    public required string Language { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
