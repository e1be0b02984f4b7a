using System.Runtime.InteropServices;
using System.Text;
using Limner.Native.Vips;

namespace Limner.Native.Text;

/// <summary>
/// Normalizes text by GLib, which comes inside libvips: this program runs without ICU, where <see cref="string.Normalize()"/> leaves all but ASCII as
/// it is. For tokenizers, which must agree with those their models were trained with; what the catalogue compares goes through
/// <c>TextFolding</c>.
/// </summary>
public static unsafe partial class UnicodeNormalization
{
    /// <exception cref="Kernel.Errors.LimnerException"><c>native_library</c></exception>
    public static string Normalize(string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        VipsLibrary.Initialize();

        // Unpaired surrogates become U+FFFD here, so GLib never sees what is not UTF-8; an embedded zero would end its string.
        var utf8 = Encoding.UTF8.GetBytes(text.Replace('\0', ' '));
        fixed (byte* start = utf8)
        {
            var normalized = VipsApi.g_utf8_normalize(start, utf8.Length, Mode(form));
            try
            {
                return Marshal.PtrToStringUTF8((nint)normalized) ?? throw new InvalidOperationException("GLib took valid UTF-8 for invalid.");
            }
            finally
            {
                VipsApi.g_free(normalized);
            }
        }
    }

    private static int Mode(NormalizationForm form) => form switch
    {
        NormalizationForm.FormD => 0,
        NormalizationForm.FormC => 1,
        NormalizationForm.FormKD => 2,
        NormalizationForm.FormKC => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };
}
