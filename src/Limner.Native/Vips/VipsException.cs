namespace Limner.Native.Vips;

/// <summary>
/// An operation of libvips failed; the message is libvips' own text. libvips keeps one text buffer for the whole process, so when several
/// operations fail at the same moment one message may carry another's lines. Nothing of a file's name or place is ever in it, for libvips is given bytes only.
/// </summary>
public sealed class VipsException(string operation, string text) : Exception($"libvips {operation}: {text}")
{
    /// <summary>The operation's nickname, such as <c>thumbnail_buffer</c>.</summary>
    public string Operation { get; } = operation;

    /// <summary>libvips' own lines.</summary>
    public string Text { get; } = text;
}
