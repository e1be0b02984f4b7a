using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Testing;
using Limner.Vision.Ocr;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Vision.Tests.Ocr;

public sealed class TesseractTests
{
    private const string Header = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    [Fact]
    public void Syllables_of_the_table_become_the_words_of_the_text()
    {
        var table = Header + Word(1, 8, 20, 90, "서") + Word(1, 30, 20, 80, "울") + Word(1, 70, 40, 95, "시청") + Word(2, 8, 60, 50, "제1조");
        var lines = TesseractTable.Read(table, "서울 시청\n\f제1조\n\f", [120, 100], margin: 8);
        lines[0].Text.ShouldBe("서울 시청");
        lines[0].Words[0].From.ShouldBe(0);
        lines[0].Words[0].To.ShouldBe(42 / 120f, 0.001f);
        lines[0].Words[1].From.ShouldBe(62 / 120f, 0.001f);
        lines[0].Words[0].Confidence.ShouldBe(0.85f, 0.001f);
        lines[1].Text.ShouldBe("제1조");
    }

    [Fact]
    public void Where_text_and_table_disagree_the_table_stands()
        => TesseractTable.Read(Header + Word(1, 8, 20, 90, "서") + Word(1, 30, 20, 80, "울"), "something else\f", [120], 8)[0].Text.ShouldBe("서 울");

    [Theory]
    [InlineData("")]
    [InlineData("no table at all")]
    [InlineData("5\t1\t1\t1\t1\t1\tx\t0\t9\t9\t90\tword\n")]
    [InlineData("5\t99\t1\t1\t1\t1\t8\t0\t9\t9\t90\tword\n5\t-1\t1\t1\t1\t1\t8\t0\t9\t9\t90\tword\n")]
    [InlineData("5\t1\t1\t1\t1\t1\t8\t0\t9\t9\tNaN\tword\n5\t1\t1\t1\t1\t1\t8\t0\t9\t9\t-1\tword\n")]
    public void Rows_that_are_none_are_passed_over(string table) => TesseractTable.Read(table, table, [100], 8).ShouldHaveSingleItem().Text.ShouldBeEmpty();

    [Theory]
    [InlineData("exit 3", "child_process")]
    [InlineData("printf nonsense > out.tsv; printf x > out.txt", null)]
    [InlineData("true", "child_process")]
    [InlineData("head -c 40000000 /dev/zero > out.tsv", "child_process")]
    public async Task A_program_that_misbehaves_costs_its_lines_alone(string script, string? code)
    {
        using var tools = new TemporaryDirectory();
        await File.WriteAllTextAsync(tools.Combine("tesseract"), "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tools.Combine("tesseract"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var fixture = new OcrFixture(tools.FullName);
        using var picture = fixture.Decode("short-korean");
        var text = await fixture.Recognizer.RecognizeAsync(picture, new TextRecognitionOptions(), default);
        text.Shortfall?.Error.Code.ShouldBe(code);
        text.Lines.ShouldNotContain(line => line.Engine == TextEngine.Tesseract);
    }

    /// <summary>Of the eight lines of the page the networks read two, see that they cannot, and leave all to Tesseract: two processes, of four lines each, beside those that tell which way is up.</summary>
    [Fact]
    public async Task A_page_in_another_script_goes_to_the_program_first_in_as_many_processes_as_there_are_threads()
    {
        using var tools = new TemporaryDirectory();
        await File.WriteAllTextAsync(tools.Combine("tesseract"), $"#!/bin/sh\nwc -l < list.txt >> {tools.Combine("asked")}\nexec tesseract \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tools.Combine("tesseract"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var fixture = new OcrFixture(tools.FullName);
        using var picture = fixture.Decode("short-korean");
        var text = await fixture.Recognizer.RecognizeAsync(picture, new TextRecognitionOptions { Threads = 2, AnyOrientation = false }, default);
        text.Shortfall.ShouldBeNull();
        text.Lines.Count(line => line.Engine == TextEngine.Tesseract).ShouldBeGreaterThan(6);
        (await File.ReadAllLinesAsync(tools.Combine("asked"))).ShouldBe(["4", "4"]);
    }

    /// <summary>What the program reads in letters that the networks know is not believed: they read those lines themselves.</summary>
    [Fact]
    public async Task Lines_that_the_program_leaves_are_read_by_the_networks()
    {
        using var tools = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            tools.Combine("tesseract"),
            """
            #!/bin/sh
            page=0
            while read -r name; do
                page=$((page + 1))
                printf '5\t%d\t1\t1\t1\t1\t10\t10\t90\t30\t96\tLatin\n' "$page" >> out.tsv
                printf 'Latin\n\f' >> out.txt
            done < list.txt
            """ + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tools.Combine("tesseract"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var fixture = new OcrFixture(tools.FullName);
        using var picture = fixture.Decode("short-korean");
        var options = new TextRecognitionOptions { AnyOrientation = false, LeastConfidence = 0 };
        var text = await fixture.Recognizer.RecognizeAsync(picture, options, default);
        text.Shortfall.ShouldBeNull();
        text.Lines.ShouldNotBeEmpty();
        text.Lines.ShouldAllBe(line => line.Engine == TextEngine.PaddleOcr && line.Text != "Latin");
    }

    [Fact]
    public async Task A_program_that_hangs_is_stopped_and_the_reason_names_the_limit()
    {
        using var tools = new TemporaryDirectory();
        await File.WriteAllTextAsync(tools.Combine("tesseract"), "#!/bin/sh\nexec sleep 1000\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tools.Combine("tesseract"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var clock = new FakeClock();
        await using var fixture = new OcrFixture(tools.FullName, clock);
        using var picture = fixture.Decode("short-korean");
        var reading = fixture.Recognizer.RecognizeAsync(picture, new TextRecognitionOptions(), default);
        while (!reading.IsCompleted)
        {
            // Whenever it is begun, its time is over at once.
            clock.Advance(TimeSpan.FromSeconds(121));
            await Task.WhenAny(reading, Task.Delay(20));
        }

        var text = await reading;
        text.Shortfall!.Error.ShouldBe(ErrorCatalogue.ChildProcessTimeout);
        text.Shortfall.Detail.ShouldNotBeNull().ShouldContain("120 s");
        text.Lines.ShouldNotBeEmpty("what the networks read stands");
        text.Lines.ShouldAllBe(line => line.Engine == TextEngine.PaddleOcr);
    }

    [Fact]
    public async Task Without_the_program_the_shortfall_names_the_package()
    {
        using var nothing = new TemporaryDirectory();
        await using var fixture = new OcrFixture(nothing.FullName);
        using var picture = fixture.Decode("short-korean");
        var text = await fixture.Recognizer.RecognizeAsync(picture, new TextRecognitionOptions(), default);
        text.Shortfall!.Error.ShouldBe(ErrorCatalogue.FileToolMissing);
        text.Shortfall.Detail.ShouldNotBeNull().ShouldContain("tesseract-ocr-kor");
    }

    private static string Word(int page, int left, int width, int confidence, string text) => $"5\t{page}\t1\t1\t1\t1\t{left}\t10\t{width}\t30\t{confidence}\t{text}\n";
}
