using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Models.Installing;

/// <summary>Installs a model from a folder at once, for programs that have no jobs.</summary>
public interface IModelImporter
{
    /// <param name="path">Below a folder that <c>models.import_folders</c> allows.</param>
    /// <returns>The id under which it is installed: that of its <c>model.json</c>, else what its folder's name makes.</returns>
    /// <exception cref="LimnerException">As for the import that a person asks for: <c>validation</c>, <c>model_import</c>, <c>model_load</c>, <c>storage_full</c>.</exception>
    Task<string> ImportAsync(string path, CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class ModelImporter(ModelImport import, ModelStaging staging) : IModelImporter
{
    public async Task<string> ImportAsync(string path, CancellationToken cancellation)
    {
        var name = string.Concat(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)).ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-')).Trim('.', '-');
        var id = import.IdOf(path, wanted: null, otherwise: ModelPaths.IsId(name) ? name : "model");
        staging.Install(await import.CopyAsync(id, path, licence: null, progress: null, cancellation));
        return id;
    }
}
