package desk

import "unicode"

// BeginsFormula says whether a spreadsheet would run a cell of a table, whoever wrote it.
// It looks past what spreadsheets leave out at the beginning.
func BeginsFormula(s string) bool {
	for _, r := range s {
		switch {
		case r == '=', r == '+', r == '-', r == '@', r == '＝', r == '＋', r == '－', r == '＠', r == '\t', r == '\r', r == '\n':
			return true
		case r == '\'', r == '"', unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			continue
		}
		return false
	}
	return false
}
