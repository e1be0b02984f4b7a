namespace Limner.Native.Onnx;

/// <summary>How much ONNX Runtime writes to standard error.</summary>
public enum OrtLogLevel
{
    Verbose = 0,
    Information = 1,
    Warning = 2,
    Error = 3,
    Fatal = 4,
}

/// <summary>
/// The runtime's process-wide state (its logger; all environments of a process share one native object, counted by the runtime). Sessions keep
/// it alive by themselves, so it may be disposed before them.
/// </summary>
public sealed unsafe class OrtEnvironment : IDisposable
{
    /// <exception cref="Kernel.Errors.LimnerException"><c>native_library</c> when the runtime is missing or not usable.</exception>
    public OrtEnvironment(OrtLogLevel level = OrtLogLevel.Error)
    {
        var api = OrtApi.Instance;
        nint pointer;
        fixed (byte* name = "limner\0"u8)
        {
            api.Check(api.CreateEnv((int)level, name, &pointer));
        }

        Handle = new OrtEnvironmentHandle();
        Handle.Set(pointer);
        api.Check(api.DisableTelemetryEvents(pointer));
    }

    /// <summary>The loaded runtime's version, such as <c>1.30.0</c>.</summary>
    public static string RuntimeVersion => OrtApi.Instance.Version;

    internal OrtEnvironmentHandle Handle { get; }

    public void Dispose() => Handle.Dispose();
}
