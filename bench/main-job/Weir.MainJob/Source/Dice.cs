using System.Globalization;

namespace Weir.MainJob.Source;

/// <summary>A small deterministic generator, so that every run serves the same rows.</summary>
internal sealed class Dice(int seed)
{
    private uint _state = 0x9E37_79B9u * (uint)seed;

    public string Pick(string[] words) => words[Next(words.Length)];

    public string Number(int digits) =>
        string.Create(
            digits,
            this,
            static (text, self) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = (char)('0' + (i == 0 ? 1 + self.Next(9) : self.Next(10)));
            }
        );

    public string Date(int fromYear, int toYear) =>
        string.Create(CultureInfo.InvariantCulture, $"{fromYear + Next(toYear - fromYear + 1)}-{1 + Next(12):00}-{1 + Next(28):00}");

    public int Next(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)limit);
    }
}
