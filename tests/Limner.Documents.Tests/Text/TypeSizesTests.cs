using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Documents.Text;

namespace Limner.Documents.Tests.Text;

public sealed class TypeSizesTests
{
    private const int Width = 1200;
    private const int Height = 900;

    /// <summary>Pixels in a point.</summary>
    private const double Scale = 3;

    private readonly byte[] _pixels = [.. Enumerable.Repeat((byte)240, Width * Height)];
    private readonly List<IReadOnlyList<PageWord>> _lines = [];

    [Fact]
    public void Hangul_a_tenth_larger_than_the_text_is_told_from_it_however_loose_its_box_is()
    {
        for (var i = 0; i < 6; i++)
        {
            Add("문서는스캔한쪽에서읽는다", 10, 10 + (30 * i), ascender: 0.95, descender: 0, margin: i % 3);
        }

        Add("작은제목", 11, 200, ascender: 0.95, descender: 0, margin: 0);
        var sizes = Sizes();
        sizes[..6].Distinct().ShouldHaveSingleItem().ShouldBe(10, 0.3);
        sizes[6].ShouldBe(sizes[0] * 1.1, 0.3);
    }

    [Theory]
    [InlineData("sun", 0.5, 0)]
    [InlineData("Hill", 0.73, 0)]
    [InlineData("gypsy", 0.5, 0.21)]
    [InlineData("Sympathy", 0.73, 0.21)]
    [InlineData("über", 0.73, 0)]
    [InlineData("第3章", 0.95, 0)]
    [InlineData("日本語の文書", 0.95, 0)]
    public void Words_are_of_one_size_whatever_letters_they_have(string word, double ascender, double descender)
    {
        Add(word, 12, 10, ascender, descender, margin: 2);
        Sizes()[0].ShouldBe(12, 0.5);
    }

    [Theory]
    [InlineData("Письмо")]
    [InlineData("Λόγος")]
    [InlineData("École")]
    [InlineData("一")]
    public void What_has_letters_of_unknown_height_is_not_measured(string word)
    {
        Add(word, 14, 10, ascender: 0.73, descender: 0, margin: 0);
        Sizes()[0].ShouldBe(9);
    }

    [Fact]
    public void Higher_type_than_is_looked_at_is_not_measured()
    {
        Add("Hill", 250, 10, ascender: 0.73, descender: 0, margin: 0);
        Sizes()[0].ShouldBe(9);
    }

    [Fact]
    public void Boxes_without_width_are_no_error()
    {
        for (var i = 0; i < 6; i++)
        {
            Add("문서는스캔한쪽에서읽는다", 10, 10 + (30 * i), ascender: 0.95, descender: 0, margin: 0);
            var word = _lines[i][0];
            _lines[i] = [word with { Box = word.Box with { Left = 10.5, Right = 10.5 } }];
        }

        Sizes().ShouldAllBe(size => size > 0);
    }

    [Fact]
    public void The_first_estimate_stays_where_nothing_is_to_be_seen()
    {
        _lines.Add([new PageWord(new PageBox(10, 10, 60, 22), "unseen", new FontStyle(9, false, false, false, false), 1, ElementEngine.Tesseract)]);
        Sizes()[0].ShouldBe(9);
    }

    [Fact]
    public void No_line_is_no_error() => Sizes().ShouldBeEmpty();

    private double[] Sizes()
    {
        var words = TypeSizes.Apply(_lines, new GreyPicture(Width, Height, _pixels), Scale, default);
        return [.. words.Select(word => word.Font.Size)];
    }

    /// <summary>A word whose letters are frames of the height that such letters have, in a box with some points around it.</summary>
    private void Add(string word, double size, double top, double ascender, double descender, double margin)
    {
        var (left, advance) = (10.0, size * 0.92);
        for (var i = 0; i < word.Length; i++)
        {
            Frame(left + (i * advance) + (0.04 * size), top, 0.84 * size, (ascender + descender) * size);
        }

        var box = new PageBox(left, top - 1 - margin, left + (word.Length * advance), top + ((ascender + descender) * size) + 1 + margin);
        _lines.Add([new PageWord(box, word, new FontStyle(9, false, false, false, false), 1, ElementEngine.Tesseract)]);
    }

    private void Frame(double left, double top, double width, double height)
    {
        var (x0, y0, x1, y1) = ((int)Math.Round(left * Scale), (int)Math.Round(top * Scale), (int)Math.Round((left + width) * Scale), (int)Math.Round((top + height) * Scale));
        for (var y = y0; y < y1; y++)
        {
            for (var x = x0; x < x1; x++)
            {
                if (x < x0 + 3 || x >= x1 - 3 || y < y0 + 2 || y >= y1 - 2)
                {
                    _pixels[(y * Width) + x] = 20;
                }
            }
        }
    }
}
