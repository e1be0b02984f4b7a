using Limner.Models.Store;
using Limner.Native.Onnx;

namespace Limner.Models.Onnx;

/// <summary>What one session is of.</summary>
/// <param name="Id">The model.</param>
/// <param name="File">One ONNX file of it; null: the model as a whole, its first file.</param>
internal readonly record struct SessionKey(string Id, string? File)
{
    public override string ToString() => File is null ? Id : $"{Id}/{File}";
}

/// <summary>What is to be loaded.</summary>
/// <param name="Needed">Files to be verified; the ONNX file is the first.</param>
/// <param name="Bytes">What it is counted with against the budget.</param>
internal sealed record SessionSource(SessionKey Key, ModelManifest Model, IReadOnlyList<ModelFile> Needed, long Bytes)
{
    public static SessionSource OfWhole(ModelManifest model) => new(new SessionKey(model.Id, null), model, model.Files, model.CountedBytes);

    /// <summary>Twice the bytes of the file and of the files its weights are in, or their share of what the manifest says was measured.</summary>
    public static SessionSource OfFile(ModelManifest model, ModelFile file, IReadOnlyList<ModelFile> external)
    {
        var bytes = file.Size + external.Sum(data => data.Size);
        return new SessionSource(new SessionKey(model.Id, file.Path), model, [file, .. external], Counted(model, bytes));
    }

    /// <summary>What so many bytes of a model's files count.</summary>
    public static long Counted(ModelManifest model, long bytes) => model.MemoryBytes > 0 ? (long)(model.MemoryBytes * ((double)bytes / Math.Max(model.SizeOnDisk, 1))) : 2 * bytes;
}

/// <summary>One session; all but <see cref="Source"/> and <see cref="Session"/> is guarded by the gate of <see cref="ModelSessions"/>.</summary>
internal sealed class SessionSlot
{
    public required SessionSource Source { get; init; }

    public Task<OrtSession> Session { get; set; } = null!;

    public OrtSession? Loaded { get; set; }

    public int Leases { get; set; }

    /// <summary>A running number: orders uses within one tick of the clock.</summary>
    public long LastUse { get; set; }

    public long LastUsed { get; set; }

    public bool IsIdle => Loaded is not null && Leases == 0;
}
