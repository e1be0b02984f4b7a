namespace Limner.Documents.Storing;

/// <summary>What a document is a file of.</summary>
internal enum DocumentKind
{
    Pdf,

    /// <summary>PNG, JPEG, WebP or TIFF: one page, of TIFF any number.</summary>
    Picture,
}

/// <summary>How far the reading of a document is.</summary>
internal enum DocumentState
{
    /// <summary>It lies in a folder and nobody has asked for it to be read.</summary>
    Listed,

    Waiting,

    Reading,

    /// <summary>To its end; single pages may have failed.</summary>
    Read,

    /// <summary>The document as a whole, with its reason; pages read before stand.</summary>
    Failed,

    Cancelled,
}

/// <summary>How far the reading of a page is.</summary>
internal enum PageState
{
    Waiting,
    Reading,
    Read,
    Failed,
}

/// <summary>A document (table <c>documents</c>).</summary>
internal sealed class DocumentRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    /// <summary>The folder of the library in which it lies; null: it was sent.</summary>
    public long? FolderId { get; set; }

    /// <summary>Below the folder.</summary>
    public string? RelativePath { get; set; }

    public required string Name { get; set; }

    /// <summary>Names its place in the data directory: 32 lower-case hexadecimal digits.</summary>
    public required string Token { get; set; }

    public DocumentKind Kind { get; set; }

    /// <summary>In bytes.</summary>
    public long Size { get; set; }

    /// <summary>Of a file in a folder.</summary>
    public DateTimeOffset? ModifiedAt { get; set; }

    /// <summary>Of a file in a folder that was read: the SHA-256 of its content in lower-case hexadecimal digits. Another time alone makes it no other document.</summary>
    public string? ContentHash { get; set; }

    /// <summary>Since when the file in the folder is not there; what was read of it stays.</summary>
    public DateTimeOffset? VanishedAt { get; set; }

    public DocumentState State { get; set; }

    /// <summary>Rises when its pictures may look different.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>Somebody deleted what was read of it: it is not read again by itself until its file is another.</summary>
    public bool SetAside { get; set; }

    /// <summary>It opens with a password alone.</summary>
    public bool Encrypted { get; set; }

    /// <summary><see cref="StoredReadingOptions"/> as JSON.</summary>
    public string Options { get; set; } = "{}";

    /// <summary>Of the file, whichever of them are read; null until it was opened.</summary>
    public int? PageCount { get; set; }

    /// <summary><see cref="DocumentMetadata"/> as JSON.</summary>
    public string? Metadata { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    public DateTimeOffset? ReadAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>The table of contents that a document carries, where it has one (table <c>document_outlines</c>): megabytes in some, so that only who shows it loads it.</summary>
internal sealed class DocumentOutlineRow
{
    public long DocumentId { get; set; }

    /// <summary>A list of <see cref="OutlineEntry"/> as JSON.</summary>
    public required string Outline { get; set; }
}

/// <summary>A page that is to be read, or was (table <c>document_pages</c>).</summary>
internal sealed class DocumentPageRow
{
    public long Id { get; set; }

    public long DocumentId { get; set; }

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    public PageState State { get; set; }

    /// <summary>What is being done with it at the moment (<see cref="ReadingStage"/>); null when nothing is.</summary>
    public string? Stage { get; set; }

    /// <summary><see cref="StoredReadingOptions"/> as JSON when this page is read another way than the document.</summary>
    public string? Options { get; set; }

    /// <summary>The number that is printed on it.</summary>
    public string? Label { get; set; }

    /// <summary><see cref="DocumentPage"/> as JSON.</summary>
    public string? Page { get; set; }

    /// <summary>A list of <see cref="DocumentElement"/> as JSON.</summary>
    public string? Elements { get; set; }

    /// <summary>Packed by <see cref="LayoutPacking"/>.</summary>
    public byte[]? Layout { get; set; }

    public int LayoutVersion { get; set; }

    public int WordsVersion { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>Whether the documents of a folder are read as they are found (table <c>document_folders</c>).</summary>
internal sealed class DocumentFolderRow
{
    public long FolderId { get; set; }

    public bool ReadDocuments { get; set; }
}
