namespace Limner.Testing;

/// <summary>A directory of a test's own, deleted with all it holds when disposed.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("limner-").FullName;

    public string Combine(params ReadOnlySpan<string> parts) => Path.Combine([FullName, .. parts]);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
