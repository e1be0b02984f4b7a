using System.Text;
using Limner.Kernel.Errors;

namespace Limner.Models.Remote;

/// <summary>Collects an answer while it arrives, and notices when it is going nowhere.</summary>
internal sealed class AnswerText
{
    /// <summary>Characters that are kept; what comes after them is not read.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>An answer loops when so many characters at its end repeat themselves...</summary>
    public const int LoopWindow = 1024;

    /// <summary>...with at most this period: five times or more.</summary>
    public const int LongestPeriod = 200;

    private readonly StringBuilder _text = new();
    private int _lookedAt;

    public int Length => _text.Length;

    /// <returns>False when no more is wanted.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.AnswerLooping"/></exception>
    public bool Add(string piece)
    {
        var room = MaxLength - _text.Length;
        _text.Append(piece.AsSpan(0, Math.Min(piece.Length, room)));
        if (_text.Length - _lookedAt >= LoopWindow || piece.Length > room)
        {
            _lookedAt = _text.Length;
            if (IsLooping())
            {
                throw new LimnerException(ErrorCatalogue.AnswerLooping);
            }
        }

        return _text.Length < MaxLength;
    }

    public override string ToString() => _text.ToString();

    /// <summary>By the failure function of Knuth, Morris and Pratt (1977): the shortest period of the last characters.</summary>
    private bool IsLooping()
    {
        if (_text.Length < LoopWindow)
        {
            return false;
        }

        Span<char> tail = stackalloc char[LoopWindow];
        _text.CopyTo(_text.Length - LoopWindow, tail, LoopWindow);
        Span<int> border = stackalloc int[LoopWindow];
        border[0] = 0;
        for (int i = 1, matched = 0; i < tail.Length; i++)
        {
            while (matched > 0 && tail[i] != tail[matched])
            {
                matched = border[matched - 1];
            }

            if (tail[i] == tail[matched])
            {
                matched++;
            }

            border[i] = matched;
        }

        return LoopWindow - border[^1] <= LongestPeriod;
    }
}
