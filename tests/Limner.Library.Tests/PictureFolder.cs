using System.Diagnostics;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Library.Tests;

/// <summary>A directory that tests fill with real files, and with what only a shell can make.</summary>
internal sealed class PictureFolder(string path)
{
    public string Path => path;

    public string At(string relative) => System.IO.Path.Join(path, relative);

    /// <summary>A small picture; another number is another picture.</summary>
    public string AddPicture(string relative, int number = 1) => AddFile(relative, ManyPictures.Gradient(number));

    public string AddFile(string relative, byte[] bytes)
    {
        var full = At(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public static byte[] Photograph() => File.ReadAllBytes(System.IO.Path.Combine(Repository.Samples, "At home", "Coffee break.jpg"));

    /// <summary>Makes the time of modification differ whatever the clock's resolution.</summary>
    public void Touch(string relative, int seconds = 10) => File.SetLastWriteTimeUtc(At(relative), File.GetLastWriteTimeUtc(At(relative)).AddSeconds(seconds));

    public Task ShellAsync(string script) => RunShellAsync(script, path);

    public static Task RemoveAsync(string directory) => RunShellAsync("rm -rf -- \"$PWD\"", directory);

    private static async Task RunShellAsync(string script, string directory)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = directory, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, error);
    }
}
