namespace Limner.Search.Duplicates;

/// <summary>That an image has been compared with its owner's others (table <c>duplicate_places</c>).</summary>
internal sealed class DuplicatePlaceRow
{
    public long ImageId { get; set; }

    public long ContentId { get; set; }

    public long PerceptualHash { get; set; }

    /// <summary><see cref="OwnerClusters.Version"/>.</summary>
    public int Version { get; set; }
}

/// <summary>An image of a group (table <c>duplicate_members</c>). The group is named by its leader, whose own row is here too.</summary>
internal sealed class DuplicateMemberRow
{
    public long ImageId { get; set; }

    public GroupKind Kind { get; set; }

    public long LeaderId { get; set; }

    public long OwnerId { get; set; }
}

/// <summary>That an image is no duplicate of the others with the same edit and place (table <c>duplicate_dismissals</c>).</summary>
internal sealed class DuplicateDismissalRow
{
    public long ImageId { get; set; }

    public long EditId { get; set; }

    public long Place { get; set; }

    /// <summary>What it showed then; of an image that was edited since, nothing has been said.</summary>
    public long ContentId { get; set; }
}

/// <summary>What is to become of an image (table <c>duplicate_choices</c>).</summary>
internal sealed class DuplicateChoiceRow
{
    public long EditId { get; set; }

    public long ImageId { get; set; }

    /// <summary>The image for which it goes into the trash; null: it is kept.</summary>
    public long? KeptId { get; set; }

    /// <summary>The set of kept images that are no duplicates of one another.</summary>
    public long? Dismissal { get; set; }
}
