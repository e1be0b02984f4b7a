namespace Limner.Native.Onnx;

/// <summary><c>GraphOptimizationLevel</c> of onnxruntime_c_api.h.</summary>
public enum OrtGraphOptimization
{
    None = 0,
    Basic = 1,
    Extended = 2,
    All = 99,
}

/// <summary>How a session is set up. The defaults suit a server that runs several sessions beside other work.</summary>
public sealed record OrtSessionOptions
{
    /// <summary>Threads one run uses, 1 or more. 1 runs on the calling thread alone and starts no pool, which is best where callers run in parallel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int IntraOpThreads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1;

    /// <summary>Keeps freed memory for the next run. Faster; the session then holds its peak until it is disposed.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Plans all of a run's memory at once when shapes repeat.</summary>
    public bool MemoryPattern { get; init; } = true;

    public OrtGraphOptimization Optimization { get; init; } = OrtGraphOptimization.All;

    /// <summary>Treats denormal floats as zero, in the runtime's threads and in the calling one while it runs. On by default: with them some networks ran twenty times slower.</summary>
    public bool DenormalAsZero { get; init; } = true;

    /// <summary>Lets idle pool threads spin. Off by default: it burns a core that other work needs.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Further entries by the names of onnxruntime_session_options_config_keys.h; these win over the properties above.</summary>
    public IReadOnlyDictionary<string, string> ConfigEntries { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal unsafe OrtSessionOptionsHandle Build()
    {
        var api = OrtApi.Instance;
        nint pointer;
        api.Check(api.CreateSessionOptions(&pointer));
        var handle = new OrtSessionOptionsHandle();
        handle.Set(pointer);
        try
        {
            api.Check(api.SetIntraOpNumThreads(pointer, IntraOpThreads));
            api.Check(api.SetInterOpNumThreads(pointer, 1));
            api.Check(api.SetSessionGraphOptimizationLevel(pointer, (int)Optimization));
            api.Check(MemoryArena ? api.EnableCpuMemArena(pointer) : api.DisableCpuMemArena(pointer));
            api.Check(MemoryPattern ? api.EnableMemPattern(pointer) : api.DisableMemPattern(pointer));
            var entries = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["session.set_denormal_as_zero"] = DenormalAsZero ? "1" : "0",
                ["session.intra_op.allow_spinning"] = AllowSpinning ? "1" : "0",
                ["session.inter_op.allow_spinning"] = AllowSpinning ? "1" : "0",
            };
            foreach (var (key, value) in ConfigEntries)
            {
                entries[key] = value;
            }

            foreach (var (key, value) in entries)
            {
                fixed (byte* keyText = OrtApi.Utf8(key), valueText = OrtApi.Utf8(value))
                {
                    api.Check(api.AddSessionConfigEntry(pointer, keyText, valueText));
                }
            }

            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
