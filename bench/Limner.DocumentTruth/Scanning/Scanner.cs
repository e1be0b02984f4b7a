using System.Globalization;

namespace Limner.DocumentTruth.Scanning;

/// <summary>Makes of printed pages what a flatbed scanner or a copier would: 200 dpi, a little askew, soft, noisy and unevenly lit, compressed as JPEG.</summary>
internal static class Scanner
{
    public const int DotsPerInch = 200;

    /// <returns>A PDF of pictures, one a page.</returns>
    public static Task<byte[]> ScanAsync(string pdf, int pages, int seed) => ScanAsync(pdf, Enumerable.Range(1, pages), seed);

    /// <summary>Puts a scan in the place of one page.</summary>
    public static async Task ReplaceAsync(string pdf, int page, int pages, int seed)
    {
        var (scan, whole) = (pdf + ".page", pdf + ".whole");
        await File.WriteAllBytesAsync(scan, await ScanAsync(pdf, [page], seed));
        string[] before = page > 1 ? [pdf, FormattableString.Invariant($"1-{page - 1}")] : [];
        string[] after = page < pages ? [pdf, FormattableString.Invariant($"{page + 1}-{pages}")] : [];
        await Programs.RunAsync("qpdf", ["--empty", "--pages", .. before, scan, "1", .. after, "--", whole]);
        File.Move(whole, pdf, overwrite: true);
        File.Delete(scan);
    }

    private static async Task<byte[]> ScanAsync(string pdf, IEnumerable<int> pages, int seed)
    {
        var pictures = new List<(byte[] Jpeg, int Width, int Height)>();
        foreach (var page in pages)
        {
            var scanned = Treat(await RenderAsync(pdf, page), new Random((seed * 1000) + page));
            var jpeg = await Programs.RunAsync("pnmtojpeg", ["-quality=75", "-grayscale"], scanned.ToPgm());
            pictures.Add((jpeg.ToArray(), scanned.Width, scanned.Height));
        }

        return PicturePdf.Write(pictures, DotsPerInch);
    }

    public static async Task<GreyPicture> RenderAsync(string pdf, int page)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var dots = DotsPerInch.ToString(CultureInfo.InvariantCulture);
        return GreyPicture.FromPgm((await Programs.RunAsync("pdftoppm", ["-gray", "-r", dots, "-f", number, "-l", number, pdf])).Span);
    }

    /// <summary>Turned by up to 1.5 degrees about its middle, blurred (binomial, sigma 0.7 to 1), 8 to 22 of 255 darker towards one side, normal noise of 4 to 10.</summary>
    public static GreyPicture Treat(GreyPicture page, Random random)
    {
        var angle = ((random.NextDouble() * 3) - 1.5) * Math.PI / 180;
        var (blurs, shade, side, noise) = (random.Next(1, 3), random.Next(8, 23), random.NextDouble() * 2 * Math.PI, 4 + (random.NextDouble() * 6));
        var pixels = Turn(page, angle);
        for (var i = 0; i < blurs; i++)
        {
            pixels = Blur(pixels, page.Width, page.Height);
        }

        var (cosine, sine) = (Math.Cos(side), Math.Sin(side));
        for (var y = 0; y < page.Height; y++)
        {
            for (var x = 0; x < page.Width; x++)
            {
                var towards = ((((double)x / page.Width) - 0.5) * cosine) + ((((double)y / page.Height) - 0.5) * sine) + 0.5;
                // The sum of four uniform values is near enough to a normal one, and much faster: its deviation is sqrt(4 / 12).
                var normal = (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * Math.Sqrt(3);
                ref var pixel = ref pixels[(y * page.Width) + x];
                pixel = (byte)Math.Clamp((pixel * 0.92) + 12 - (shade * towards) + (noise * normal), 0, 255);
            }
        }

        return page with { Pixels = pixels };
    }

    private static byte[] Turn(GreyPicture page, double angle)
    {
        var result = new byte[page.Pixels.Length];
        var (cosine, sine) = (Math.Cos(angle), Math.Sin(angle));
        var (middleX, middleY) = (page.Width / 2.0, page.Height / 2.0);
        for (var y = 0; y < page.Height; y++)
        {
            for (var x = 0; x < page.Width; x++)
            {
                var fromX = middleX + ((x - middleX) * cosine) + ((y - middleY) * sine);
                var fromY = middleY - ((x - middleX) * sine) + ((y - middleY) * cosine);
                var (left, top) = ((int)Math.Floor(fromX), (int)Math.Floor(fromY));
                if (left < 0 || top < 0 || left + 1 >= page.Width || top + 1 >= page.Height)
                {
                    result[(y * page.Width) + x] = 255;
                    continue;
                }

                var (shareX, shareY, at) = (fromX - left, fromY - top, (top * page.Width) + left);
                var above = (page.Pixels[at] * (1 - shareX)) + (page.Pixels[at + 1] * shareX);
                var below = (page.Pixels[at + page.Width] * (1 - shareX)) + (page.Pixels[at + page.Width + 1] * shareX);
                result[(y * page.Width) + x] = (byte)Math.Round((above * (1 - shareY)) + (below * shareY));
            }
        }

        return result;
    }

    /// <summary>1 2 1 across and down.</summary>
    private static byte[] Blur(byte[] pixels, int width, int height)
    {
        var across = (byte[])pixels.Clone();
        for (var i = 1; i < pixels.Length - 1; i++)
        {
            across[i] = (byte)((pixels[i - 1] + (2 * pixels[i]) + pixels[i + 1] + 2) / 4);
        }

        var result = (byte[])across.Clone();
        for (var i = width; i < width * (height - 1); i++)
        {
            result[i] = (byte)((across[i - width] + (2 * across[i]) + across[i + width] + 2) / 4);
        }

        return result;
    }
}
