using System.Text;
using Serilog.Sinks.File;

namespace Limner.Operations.Logging;

/// <summary>Log files tell who came from where and what is called how: nobody else on the machine reads them, wherever they lie.</summary>
internal sealed class ForOwnerOnly : FileLifecycleHooks
{
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return underlyingStream;
    }
}
