using Limner.Library;

namespace Limner.Search.Bulk;

/// <summary>The editor of each kind of action, whichever module contributes it.</summary>
internal sealed class BulkEditors(IEnumerable<IBulkEditor> editors)
{
    private readonly Dictionary<BulkActionKind, IBulkEditor> _byKind = editors.SelectMany(editor => editor.Kinds.Select(kind => (kind, editor))).ToDictionary(pair => pair.kind, pair => pair.editor);

    public IBulkEditor For(BulkActionKind kind) => _byKind[kind];
}
