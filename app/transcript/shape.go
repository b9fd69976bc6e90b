package transcript

import "unicode"

// joining is how an Arabic letter joins: its forms in the block of presentation forms stand
// after one another, alone, at the end, and where it joins on both sides at the beginning
// and in the middle.
type joining struct {
	alone rune
	both  bool
}

var joinings = map[rune]joining{
	'ء': {0xFE80, false}, 'آ': {0xFE81, false}, 'أ': {0xFE83, false}, 'ؤ': {0xFE85, false}, 'إ': {0xFE87, false},
	'ئ': {0xFE89, true}, 'ا': {0xFE8D, false}, 'ب': {0xFE8F, true}, 'ة': {0xFE93, false}, 'ت': {0xFE95, true},
	'ث': {0xFE99, true}, 'ج': {0xFE9D, true}, 'ح': {0xFEA1, true}, 'خ': {0xFEA5, true}, 'د': {0xFEA9, false},
	'ذ': {0xFEAB, false}, 'ر': {0xFEAD, false}, 'ز': {0xFEAF, false}, 'س': {0xFEB1, true}, 'ش': {0xFEB5, true},
	'ص': {0xFEB9, true}, 'ض': {0xFEBD, true}, 'ط': {0xFEC1, true}, 'ظ': {0xFEC5, true}, 'ع': {0xFEC9, true},
	'غ': {0xFECD, true}, 'ف': {0xFED1, true}, 'ق': {0xFED5, true}, 'ك': {0xFED9, true}, 'ل': {0xFEDD, true},
	'م': {0xFEE1, true}, 'ن': {0xFEE5, true}, 'ه': {0xFEE9, true}, 'و': {0xFEED, false}, 'ى': {0xFEEF, false},
	'ي': {0xFEF1, true},
	// Persian and Urdu
	'پ': {0xFB56, true}, 'چ': {0xFB7A, true}, 'ژ': {0xFB8A, false}, 'ک': {0xFB8E, true}, 'گ': {0xFB92, true}, 'ی': {0xFBFC, true},
}

// lamAlef are the signs that stand for both letters together, alone; the next is at the end.
var lamAlef = map[rune]rune{'آ': 0xFEF5, 'أ': 0xFEF7, 'إ': 0xFEF9, 'ا': 0xFEFB}

const tatweel = 'ـ' // it joins on both sides and has one form

// joinsOn and joinsBack say whether a letter joins the next one, and the one before it.
func joinsOn(r rune) bool { return r == tatweel || joinings[r].both }

func joinsBack(r rune) bool { return r == tatweel || (r != 'ء' && joinings[r].alone != 0) }

// shaped gives Arabic letters the forms that they have beside one another. The library draws
// each character by itself. The other scripts stay as they are.
func shaped(text []rune) []rune {
	out := make([]rune, 0, len(text))
	before := rune(0) // the letter before, without marks
	for i := 0; i < len(text); i++ {
		r := text[i]
		j, joins := joinings[r]
		switch {
		case unicode.Is(unicode.Mn, r):
			out = append(out, r)
			continue
		case !joins:
			out = append(out, r)
			before = r
			continue
		}
		back := joinsBack(r) && joinsOn(before)
		next, at := letterAfter(text, i)
		if both, is := lamAlef[next]; r == 'ل' && is {
			if back {
				both++
			}
			out = append(append(out, both), text[i+1:at]...)
			before, i = next, at
			continue
		}
		form := j.alone
		switch on := j.both && joinsBack(next); {
		case back && on:
			form += 3
		case on:
			form += 2
		case back:
			form++
		}
		out = append(out, form)
		before = r
	}
	return out
}

// letterAfter is the next character that is no mark, and where it stands.
func letterAfter(text []rune, i int) (rune, int) {
	for at := i + 1; at < len(text); at++ {
		if !unicode.Is(unicode.Mn, text[at]) {
			return text[at], at
		}
	}
	return 0, len(text)
}
