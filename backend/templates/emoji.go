package templates

import (
	"strings"
	"unicode"
)

// pictures are the characters that are emoji by themselves: Extended_Pictographic of
// Unicode's emoji-data.txt (15.0), skin colours, and the letters of flags. Those before
// the Miscellaneous Symbols (© ® ™ ↔ ▶ and the like) are here only where Emoji_Presentation
// says so: the others are plain text unless asFace stands behind them.
var pictures = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x231a, 0x231b, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3}, {0x25fd, 0x25fe, 1},
		{0x2600, 0x2605, 1}, {0x2607, 0x2612, 1}, {0x2614, 0x2685, 1}, {0x2690, 0x2705, 1}, {0x2708, 0x2712, 1},
		{0x2714, 0x2716, 2}, {0x271d, 0x2721, 4}, {0x2728, 0x2728, 1}, {0x2733, 0x2734, 1}, {0x2744, 0x2747, 3},
		{0x274c, 0x274e, 2}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2763, 0x2767, 1}, {0x2795, 0x2797, 1},
		{0x27a1, 0x27a1, 1}, {0x27b0, 0x27bf, 15}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b55, 5},
	},
	R32: []unicode.Range32{
		{0x1f000, 0x1f0ff, 1}, {0x1f10d, 0x1f10f, 1}, {0x1f12f, 0x1f12f, 1}, {0x1f16c, 0x1f171, 1}, {0x1f17e, 0x1f17f, 1},
		{0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1}, {0x1f1ad, 0x1f1ff, 1}, {0x1f201, 0x1f20f, 1}, {0x1f21a, 0x1f22f, 21},
		{0x1f232, 0x1f23a, 1}, {0x1f23c, 0x1f23f, 1}, {0x1f249, 0x1f53d, 1}, {0x1f546, 0x1f64f, 1}, {0x1f680, 0x1f6ff, 1},
		{0x1f774, 0x1f77f, 1}, {0x1f7d5, 0x1f7ff, 1}, {0x1f80c, 0x1f80f, 1}, {0x1f848, 0x1f84f, 1}, {0x1f85a, 0x1f85f, 1},
		{0x1f888, 0x1f88f, 1}, {0x1f8ae, 0x1f8ff, 1}, {0x1f90c, 0x1f93a, 1}, {0x1f93c, 0x1f945, 1}, {0x1f947, 0x1faff, 1},
		{0x1fc00, 0x1fffd, 1},
	},
}

// What makes an emoji of the character before it: a face for a sign, a key for a digit.
const (
	asFace = '\ufe0f'
	asKey  = '\u20e3'
)

// hasEmoji says whether a text is shown with an emoji. Digits and signs that can be one
// are none by themselves.
func hasEmoji(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r == asFace || r == asKey || unicode.Is(pictures, r) })
}
