namespace Weir.Engine.Mapping.Expressions;

/// <summary>The rarer functions on texts.</summary>
internal static partial class FunctionTable
{
    private static IEnumerable<FunctionEntry> MoreTexts()
    {
        const string Group = "Text";
        yield return new(
            "LPAD",
            Group,
            2,
            3,
            "LPAD(s, n[, x])",
            "filled with x on the left to n characters, or cut to n",
            Plain((a, scoped ref r) => TextFunctions.Pad(a, ref r, left: true), StaticType.Text)
        );
        yield return new(
            "RPAD",
            Group,
            2,
            3,
            "RPAD(s, n[, x])",
            "filled with x on the right to n characters, or cut to n",
            Plain((a, scoped ref r) => TextFunctions.Pad(a, ref r, left: false), StaticType.Text)
        );
        yield return new("REVERSE", Group, 1, 1, "REVERSE(s)", "backwards", Plain(TextFunctions.Reverse, StaticType.Text));
        yield return new("REPEAT", Group, 2, 2, "REPEAT(s, n)", "n times", Plain(TextFunctions.Repeat, StaticType.Text));
        yield return new("SPACE", Group, 1, 1, "SPACE(n)", "n blanks", Plain(TextFunctions.Space, StaticType.Text));
        yield return new("STRCMP", Group, 2, 2, "STRCMP(a, b)", "-1, 0 or 1", Plain(TextFunctions.Strcmp, StaticType.Int));
        yield return new(
            "FIND_IN_SET",
            Group,
            2,
            2,
            "FIND_IN_SET(x, list)",
            "the number of x in a list with commas; 0 if it is not there",
            Plain(TextFunctions.FindInSet, StaticType.Int)
        );
        yield return new("ASCII", Group, 1, 1, "ASCII(s)", "the first byte", Plain(TextFunctions.AsciiOf, StaticType.Int));
        yield return new("CHAR", Group, 1, Many, "CHAR(n, …)", "bytes with these numbers", Plain(TextFunctions.Char, StaticType.Text));
        yield return new(
            "HEX",
            Group,
            1,
            1,
            "HEX(x)",
            "a number, or the bytes of a text, in base 16",
            Plain(TextFunctions.Hex, StaticType.Text)
        );
        yield return new("UNHEX", Group, 1, 1, "UNHEX(s)", "the bytes of a text in base 16", Plain(TextFunctions.Unhex, StaticType.Text));
        yield return new(
            "REGEXP_REPLACE",
            Group,
            3,
            3,
            "REGEXP_REPLACE(s, pattern, to)",
            "all that match replaced; \\\\1 is a group",
            Plain(TextFunctions.RegexReplace, StaticType.Text)
        );
        yield return new(
            "REGEXP_SUBSTR",
            Group,
            2,
            2,
            "REGEXP_SUBSTR(s, pattern)",
            "the first part that matches",
            Plain(TextFunctions.RegexFind, StaticType.Text)
        );
        yield return new("MD5", Group, 1, 1, "MD5(s)", "hash in base 16", Plain(HashFunctions.Md5, StaticType.Text));
        yield return new("SHA1", Group, 1, 1, "SHA1(s)", "hash in base 16", Plain(HashFunctions.Sha1, StaticType.Text));
        yield return new("SHA", Group, 1, 1, "SHA(s)", "hash in base 16", Plain(HashFunctions.Sha1, StaticType.Text));
        yield return new(
            "SHA2",
            Group,
            2,
            2,
            "SHA2(s, bits)",
            "hash of 256, 384 or 512 bits in base 16",
            Plain(HashFunctions.Sha2, StaticType.Text)
        );
        yield return new(
            "UUID",
            Group,
            0,
            0,
            "UUID()",
            "a new identifier each time",
            Plain(HashFunctions.Uuid, StaticType.Text, isPure: false)
        );
    }
}
