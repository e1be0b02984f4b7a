using Limner.Kernel.Errors;

namespace Limner.Models.Installing;

/// <summary>A kind of models that import tells by what is in their files, where their names do not: who uses such models knows them, and says what does not fit before one is installed.</summary>
public interface IImportedKind
{
    /// <summary>As in manifests.</summary>
    string Task { get; }

    /// <summary>Refuses what could be installed and never used.</summary>
    /// <param name="files">Paths below the model's folder, those that were found or that its manifest names.</param>
    /// <param name="open">Opens one of them for reading. Nothing in it can be relied on.</param>
    /// <exception cref="LimnerException"><c>model_import</c>, with what does not fit.</exception>
    void Check(IReadOnlyCollection<string> files, Func<string, Stream> open);
}
