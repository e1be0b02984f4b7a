namespace Limner.Native.Onnx;

/// <summary>
/// The switch that stops a run from another thread. One belongs to one run at a time; <see cref="Reset"/> makes it fit for the next.
/// </summary>
public sealed unsafe class OrtRunOptions : IDisposable
{
    public OrtRunOptions()
    {
        var api = OrtApi.Instance;
        nint pointer;
        api.Check(api.CreateRunOptions(&pointer));
        Handle = new OrtRunOptionsHandle();
        Handle.Set(pointer);
    }

    internal OrtRunOptionsHandle Handle { get; }

    /// <summary>Gives arena memory back to the system at the end of the run; for sessions that run seldom on large inputs.</summary>
    public void ShrinkArenaAfterRun()
    {
        fixed (byte* key = "memory.enable_memory_arena_shrinkage\0"u8, value = "cpu:0\0"u8)
        {
            using var pinned = new HandleReference(Handle);
            OrtApi.Instance.Check(OrtApi.Instance.AddRunConfigEntry(pinned.Pointer, key, value));
        }
    }

    /// <summary>Stops the run in progress, before its next node, and every later one until <see cref="Reset"/>. Any thread may call it.</summary>
    public void Terminate()
    {
        using var pinned = new HandleReference(Handle);
        OrtApi.Instance.Check(OrtApi.Instance.RunOptionsSetTerminate(pinned.Pointer));
    }

    /// <summary>Takes <see cref="Terminate"/> back.</summary>
    public void Reset()
    {
        using var pinned = new HandleReference(Handle);
        OrtApi.Instance.Check(OrtApi.Instance.RunOptionsUnsetTerminate(pinned.Pointer));
    }

    public void Dispose() => Handle.Dispose();
}
