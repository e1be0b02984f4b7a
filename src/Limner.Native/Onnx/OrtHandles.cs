using System.Runtime.InteropServices;

namespace Limner.Native.Onnx;

/// <summary>One native object of ONNX Runtime. It holds a reference on its parent, so that a parent is never released before its child.</summary>
internal abstract class OrtHandle : SafeHandle
{
    private readonly OrtHandle? parent;

    protected OrtHandle(OrtHandle? parent = null)
        : base(0, ownsHandle: true)
    {
        if (parent is not null)
        {
            var added = false;
            parent.DangerousAddRef(ref added);
            this.parent = parent;
        }
    }

    public override bool IsInvalid => handle == 0;

    public void Set(nint pointer) => SetHandle(pointer);

    protected abstract void Release(nint pointer);

    protected override bool ReleaseHandle()
    {
        Release(handle);
        parent?.DangerousRelease();
        return true;
    }
}

internal sealed unsafe class OrtEnvironmentHandle : OrtHandle
{
    protected override void Release(nint pointer) => OrtApi.Instance.ReleaseEnv(pointer);
}

internal sealed unsafe class OrtSessionOptionsHandle : OrtHandle
{
    protected override void Release(nint pointer) => OrtApi.Instance.ReleaseSessionOptions(pointer);
}

internal sealed unsafe class OrtSessionHandle(OrtEnvironmentHandle environment) : OrtHandle(environment)
{
    protected override void Release(nint pointer) => OrtApi.Instance.ReleaseSession(pointer);
}

internal sealed unsafe class OrtRunOptionsHandle : OrtHandle
{
    protected override void Release(nint pointer) => OrtApi.Instance.ReleaseRunOptions(pointer);
}

/// <summary>A value that came out of a session may stand on memory of the session's arena, so the session is its parent.</summary>
internal sealed unsafe class OrtValueHandle(OrtSessionHandle? session) : OrtHandle(session)
{
    protected override void Release(nint pointer) => OrtApi.Instance.ReleaseValue(pointer);
}
