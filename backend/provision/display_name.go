package provision

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
)

// Meta's limits of a display name, in characters.
const (
	minDisplayName = 2
	maxDisplayName = 75
)

// phoneDigits is from how many digits on a name without a letter is a phone number: less
// may be a brand.
const phoneDigits = 7

var webAddress = regexp.MustCompile(`(?i)://|(^|\s)www\.`)

// checkDisplayName refuses what Meta's review is sure to refuse: "displayName", and in its
// context what is wrong. What depends on how a business calls itself elsewhere, such as
// capitals, is for Meta to judge.
func checkDisplayName(name string) error {
	no := func(context string) error {
		p := desk.Params{"least": minDisplayName, "most": maxDisplayName}
		if context != "" {
			p[desk.ParamContext] = context
		}
		return desk.Refuse(desk.CodeInvalid, "displayName", p)
	}
	letters, digits := strings.ContainsFunc(name, unicode.IsLetter), 0
	for _, r := range name {
		if unicode.IsNumber(r) {
			digits++
		}
	}
	switch n := utf8.RuneCountInString(name); {
	case n < minDisplayName, n > maxDisplayName:
		return no("")
	case webAddress.MatchString(name):
		return no("web")
	case !letters && digits == 0:
		return no("symbols")
	case !letters && digits >= phoneDigits:
		return no("phone")
	}
	return nil
}
