using Limner.Library;

namespace Limner.Search.Bulk;

/// <summary>How far a bulk edit has come.</summary>
internal enum BulkEditState
{
    Applying,
    Applied,
    Undoing,
    Undone,
}

/// <summary>Something done to many images at once (table <c>bulk_edits</c>).</summary>
internal sealed class BulkEditRow
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public BulkEditState State { get; set; }

    public long ImageCount { get; set; }

    /// <summary>Images that are dealt with, whether anything of them changed or not.</summary>
    public long DoneCount { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One action of a bulk edit and what has come of it, in images (table <c>bulk_edit_actions</c>).</summary>
internal sealed class BulkEditActionRow
{
    public long EditId { get; set; }

    /// <summary>0, 1, ...: the order in which they are done.</summary>
    public int Place { get; set; }

    public BulkActionKind Kind { get; set; }

    public string? Value { get; set; }

    public string? Label { get; set; }

    public long Changed { get; set; }

    public long Gone { get; set; }

    public long NotYours { get; set; }

    public long ViewOnly { get; set; }

    public long NoDate { get; set; }

    public long Restored { get; set; }

    public long Kept { get; set; }

    public BulkAction Action => new(Kind, Value);

    /// <summary>Adds what a plan does.</summary>
    public void Count(BulkPlan plan)
    {
        Changed += plan.Changes.Count;
        Gone += plan.Refused.Values.Count(refusal => refusal == BulkRefusal.Gone);
        NotYours += plan.Refused.Values.Count(refusal => refusal == BulkRefusal.NotYours);
        ViewOnly += plan.Refused.Values.Count(refusal => refusal == BulkRefusal.ViewOnly);
        NoDate += plan.Refused.Values.Count(refusal => refusal == BulkRefusal.NoDate);
    }
}

/// <summary>Where an image stands in a bulk edit.</summary>
internal enum BulkImageState
{
    Pending,
    Done,
    Undone,
}

/// <summary>An image that was chosen (table <c>bulk_edit_images</c>).</summary>
internal sealed class BulkEditImageRow
{
    public long EditId { get; set; }

    public long ImageId { get; set; }

    public BulkImageState State { get; set; }
}

/// <summary>What an action has changed of an image (table <c>bulk_edit_changes</c>).</summary>
internal sealed class BulkEditChangeRow
{
    public long EditId { get; set; }

    public long ImageId { get; set; }

    public int Place { get; set; }

    /// <summary><see cref="BulkPlan.Changes"/>.</summary>
    public required string Change { get; set; }
}
