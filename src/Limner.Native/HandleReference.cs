using System.Runtime.InteropServices;

namespace Limner.Native;

/// <summary>Keeps a native object alive for the length of a <c>using</c>; throws <see cref="ObjectDisposedException"/> when it is gone already.</summary>
internal readonly ref struct HandleReference
{
    private readonly SafeHandle handle;

    public HandleReference(SafeHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        this.handle = handle;
        Pointer = handle.DangerousGetHandle();
    }

    public nint Pointer { get; }

    public void Dispose() => handle.DangerousRelease();
}
