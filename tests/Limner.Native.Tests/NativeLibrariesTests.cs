using Limner.Kernel.Errors;

namespace Limner.Native.Tests;

public sealed class NativeLibrariesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("limner-native-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_restored_libraries_load() => NativeLibraries.Verify();

    [Fact]
    public void A_missing_library_is_told_with_its_path_and_the_command_that_mends_it()
    {
        var failure = Refusal("libnothing.so.1", "anything");

        failure.Detail.ShouldNotBeNull().ShouldContain(Path.Combine(directory, "libnothing.so.1"));
        failure.Detail.ShouldContain("missing");
        failure.Detail.ShouldContain("npm ci --ignore-scripts --prefix models");
    }

    [Fact]
    public void A_file_that_is_no_library_is_told_with_its_path_and_the_command_that_mends_it()
    {
        File.WriteAllText(Path.Combine(directory, "libtext.so"), "version https://git-lfs.github.com/spec/v1\n");

        var failure = Refusal("libtext.so", "anything");

        failure.Detail.ShouldNotBeNull().ShouldContain(Path.Combine(directory, "libtext.so"));
        failure.Detail.ShouldContain("npm ci --ignore-scripts --prefix models");
    }

    [Fact]
    public void A_library_that_was_cut_off_is_told_and_not_run_into()
    {
        using (var whole = File.OpenRead(Path.Combine(NativeLibraries.Directory, NativeLibraries.OnnxRuntime)))
        using (var cut = File.Create(Path.Combine(directory, "libcut.so")))
        {
            var half = new byte[4096];
            whole.ReadExactly(half);
            cut.Write(half);
        }

        // Without the check before it, loading this file ends the whole process by SIGBUS.
        Refusal("libcut.so", "OrtGetApiBase").Detail.ShouldNotBeNull().ShouldContain("cut off");
    }

    [Fact]
    public void Another_library_under_the_right_name_is_recognised()
    {
        File.Copy(Path.Combine(NativeLibraries.Directory, NativeLibraries.OnnxRuntime), Path.Combine(directory, "libother.so"));

        Refusal("libother.so", "vips_thumbnail_buffer").Detail.ShouldNotBeNull().ShouldContain("'vips_thumbnail_buffer'");
    }

    [Fact]
    public void A_library_for_another_processor_is_recognised()
    {
        var header = new byte[4096];
        using (var whole = File.OpenRead(Path.Combine(NativeLibraries.Directory, NativeLibraries.OnnxRuntime)))
        {
            whole.ReadExactly(header);
        }

        header[18] = 8; // EM_MIPS
        header[19] = 0;
        File.WriteAllBytes(Path.Combine(directory, "libmips.so"), header);

        Refusal("libmips.so", "OrtGetApiBase").Detail.ShouldNotBeNull().ShouldContain("another processor");
    }

    private Failure Refusal(string fileName, string requiredExport)
    {
        var exception = Should.Throw<LimnerException>(() => NativeLibraries.Load(directory, fileName, requiredExport));
        exception.Failure.Error.ShouldBe(ErrorCatalogue.NativeLibrary);
        return exception.Failure;
    }
}
