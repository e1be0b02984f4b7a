using System.Runtime.InteropServices;

namespace Limner.Native.Onnx;

/// <summary>
/// A loaded model. Any number of threads may run it at once. Names of inputs and outputs are turned into native text once, so that a run
/// allocates little more than its outputs.
/// </summary>
public sealed unsafe class OrtSession : IDisposable
{
    private const int FewValues = 16;

    private readonly OrtSessionHandle handle;
    private readonly bool denormalAsZero;
    private readonly NativeNames inputNames;
    private readonly NativeNames outputNames;

    /// <summary>Loads a model file; the runtime maps external data only from beside it.</summary>
    /// <exception cref="OrtException">The file is missing, damaged, or uses what this runtime does not know.</exception>
    public OrtSession(OrtEnvironment environment, string modelPath, OrtSessionOptions? options = null)
        : this(environment, options, (api, env, settings) =>
        {
            nint pointer;
            fixed (byte* path = OrtApi.Utf8(modelPath))
            {
                api.Check(api.CreateSession(env, path, settings, &pointer));
            }

            return pointer;
        })
    {
    }

    /// <summary>Loads a model from memory, which is not needed any more when this returns.</summary>
    /// <exception cref="OrtException">The bytes are no model, or one that uses what this runtime does not know.</exception>
    public OrtSession(OrtEnvironment environment, ReadOnlyMemory<byte> model, OrtSessionOptions? options = null)
        : this(environment, options, (api, env, settings) =>
        {
            nint pointer;
            fixed (byte* bytes = model.Span)
            {
                api.Check(api.CreateSessionFromArray(env, bytes, (nuint)model.Length, settings, &pointer));
            }

            return pointer;
        })
    {
    }

    private OrtSession(OrtEnvironment environment, OrtSessionOptions? options, Func<OrtApi, nint, nint, nint> create)
    {
        var api = OrtApi.Instance;
        options ??= new OrtSessionOptions();
        denormalAsZero = options.DenormalAsZero;
        using (var env = new HandleReference(environment.Handle))
        using (var settings = options.Build())
        using (var pinned = new HandleReference(settings))
        using (new FloatingPointScope(denormalAsZero))
        {
            var pointer = create(api, env.Pointer, pinned.Pointer);
            handle = new OrtSessionHandle(environment.Handle);
            handle.Set(pointer);
        }

        try
        {
            Inputs = Describe(api, isInput: true);
            Outputs = Describe(api, isInput: false);
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        inputNames = new NativeNames(Inputs.Select(input => input.Name));
        outputNames = new NativeNames(Outputs.Select(output => output.Name));
    }

    public IReadOnlyList<OrtTensorInfo> Inputs { get; }

    public IReadOnlyList<OrtTensorInfo> Outputs { get; }

    /// <summary>Runs the model and returns all its outputs, in the model's order, in memory of the runtime. The caller disposes them.</summary>
    /// <param name="inputs">All inputs in the model's order.</param>
    /// <param name="cancellation">Stops the run before its next node.</param>
    /// <exception cref="OrtException">The inputs do not fit, or a node failed.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>.</exception>
    public OrtValue[] Run(ReadOnlySpan<OrtValue> inputs, CancellationToken cancellation = default)
    {
        var pointers = new nint[Outputs.Count];
        Run(inputs, outputNames, pointers, options: null, cancellation);
        return Take(pointers);
    }

    /// <summary>As <see cref="Run(ReadOnlySpan{OrtValue}, CancellationToken)"/>, but only the outputs that are named, and under options of the caller's.</summary>
    public OrtValue[] Run(
        ReadOnlySpan<OrtValue> inputs, IReadOnlyList<string> outputs, OrtRunOptions? options = null, CancellationToken cancellation = default)
    {
        using var names = new NativeNames(outputs);
        var pointers = new nint[outputs.Count];
        Run(inputs, names, pointers, options, cancellation);
        return Take(pointers);
    }

    /// <summary>Runs the model into tensors the caller has laid over memory of its own; nothing is allocated for the outputs.</summary>
    /// <param name="inputs">All inputs in the model's order.</param>
    /// <param name="outputs">All outputs in the model's order, of exactly the shapes the model yields.</param>
    /// <param name="cancellation">Stops the run before its next node; the outputs' content is then undefined.</param>
    /// <exception cref="OrtException">Inputs or outputs do not fit, or a node failed.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>.</exception>
    public void RunInto(ReadOnlySpan<OrtValue> inputs, ReadOnlySpan<OrtValue> outputs, CancellationToken cancellation = default)
    {
        if (outputs.Length != Outputs.Count)
        {
            throw new ArgumentException($"The model has {Outputs.Count} outputs, not {outputs.Length}.", nameof(outputs));
        }

        Span<nint> pointers = outputs.Length <= FewValues ? stackalloc nint[outputs.Length] : new nint[outputs.Length];
        using var pinned = new PinnedValues(outputs, pointers);
        Run(inputs, outputNames, pointers, options: null, cancellation);
    }

    public void Dispose()
    {
        handle.Dispose();
        inputNames.Dispose();
        outputNames.Dispose();
    }

    private void Run(ReadOnlySpan<OrtValue> inputs, NativeNames names, Span<nint> outputs, OrtRunOptions? options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (inputs.Length != Inputs.Count)
        {
            throw new ArgumentException($"The model has {Inputs.Count} inputs, not {inputs.Length}.", nameof(inputs));
        }

        // Options cost a native allocation, so a run that nobody can stop goes without.
        var owned = options is null && cancellation.CanBeCanceled ? new OrtRunOptions() : null;
        try
        {
            RunNative(inputs, names, outputs, options ?? owned, cancellation);
        }
        finally
        {
            owned?.Dispose();
        }
    }

    private void RunNative(ReadOnlySpan<OrtValue> inputs, NativeNames names, Span<nint> outputs, OrtRunOptions? options, CancellationToken cancellation)
    {
        var api = OrtApi.Instance;
        using var session = new HandleReference(handle);
        using var inputTexts = new HandleReference(inputNames);
        using var outputTexts = new HandleReference(names);
        Span<nint> pointers = inputs.Length <= FewValues ? stackalloc nint[inputs.Length] : new nint[inputs.Length];
        using var pinned = new PinnedValues(inputs, pointers);
        nint status;

        // Disposing the registration waits for a callback in progress, so the options outlive it.
        using (options is null ? default : cancellation.UnsafeRegister(static state => ((OrtRunOptions)state!).Terminate(), options))
        using (new FloatingPointScope(denormalAsZero))
        {
            fixed (nint* inputPointers = pointers)
            fixed (nint* outputPointers = outputs)
            {
                status = api.Run(
                    session.Pointer,
                    options?.Handle.DangerousGetHandle() ?? 0,
                    (byte**)inputTexts.Pointer,
                    inputPointers,
                    (nuint)inputs.Length,
                    (byte**)outputTexts.Pointer,
                    (nuint)outputs.Length,
                    outputPointers);
            }
        }

        GC.KeepAlive(options);
        if (status != 0)
        {
            var failure = api.ToException(status);
            throw cancellation.IsCancellationRequested
                ? new OperationCanceledException("The run was stopped.", failure, cancellation)
                : failure;
        }
    }

    private OrtValue[] Take(nint[] pointers)
    {
        var values = new OrtValue[pointers.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = new OrtValueHandle(handle);
            value.Set(pointers[i]);
            values[i] = new OrtValue(value);
        }

        return values;
    }

    private List<OrtTensorInfo> Describe(OrtApi api, bool isInput)
    {
        using var session = new HandleReference(handle);
        nuint count;
        api.Check(isInput ? api.SessionGetInputCount(session.Pointer, &count) : api.SessionGetOutputCount(session.Pointer, &count));
        var tensors = new List<OrtTensorInfo>((int)count);
        for (nuint i = 0; i < count; i++)
        {
            byte* text;
            api.Check(isInput
                ? api.SessionGetInputName(session.Pointer, i, api.Allocator, &text)
                : api.SessionGetOutputName(session.Pointer, i, api.Allocator, &text));
            var name = api.TakeString(text);
            nint type;
            api.Check(isInput ? api.SessionGetInputTypeInfo(session.Pointer, i, &type) : api.SessionGetOutputTypeInfo(session.Pointer, i, &type));
            try
            {
                nint tensor;
                api.Check(api.CastTypeInfoToTensorInfo(type, &tensor));
                var (elements, shape, symbols) = tensor == 0 ? (OrtElementType.Undefined, [], []) : OrtTensorInfo.Describe(api, tensor);
                tensors.Add(new OrtTensorInfo(name, elements, shape, symbols));
            }
            finally
            {
                api.ReleaseTypeInfo(type);
            }
        }

        return tensors;
    }

    /// <summary>Holds the values of a call for as long as native code uses them.</summary>
    private readonly ref struct PinnedValues
    {
        private readonly ReadOnlySpan<OrtValue> values;

        public PinnedValues(ReadOnlySpan<OrtValue> values, Span<nint> pointers)
        {
            var held = 0;
            try
            {
                for (; held < values.Length; held++)
                {
                    var added = false;
                    values[held].Handle.DangerousAddRef(ref added);
                    pointers[held] = values[held].Handle.DangerousGetHandle();
                }
            }
            catch
            {
                Release(values[..held]);
                throw;
            }

            this.values = values;
        }

        public void Dispose() => Release(values);

        private static void Release(ReadOnlySpan<OrtValue> values)
        {
            foreach (var value in values)
            {
                value.Handle.DangerousRelease();
            }
        }
    }

    /// <summary>Names as an array of zero-terminated UTF-8 outside the managed heap.</summary>
    private sealed class NativeNames : SafeHandle
    {
        private readonly int count;

        public NativeNames(IEnumerable<string> names)
            : base(0, ownsHandle: true)
        {
            var texts = names.ToList();
            count = texts.Count;
            var pointers = (nint*)NativeMemory.AllocZeroed((nuint)Math.Max(1, count), (nuint)sizeof(nint));
            for (var i = 0; i < count; i++)
            {
                pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
            }

            SetHandle((nint)pointers);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            for (var i = 0; i < count; i++)
            {
                Marshal.FreeCoTaskMem(((nint*)handle)[i]);
            }

            NativeMemory.Free((void*)handle);
            return true;
        }
    }
}
