package desk

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// AttributeKind is what an attribute of customers holds. Values are stored.
type AttributeKind string

// The kinds of attributes.
const (
	AttributeText   AttributeKind = "text"
	AttributeNumber AttributeKind = "number" // 12 or -3.5, with a point
	AttributeDate   AttributeKind = "date"   // 2026-11-30
	AttributeYesNo  AttributeKind = "yesNo"  // yes or no
	AttributeList   AttributeKind = "list"   // one of Options
	AttributeLink   AttributeKind = "link"   // https://…
)

// Attribute is something that an organization notes of its customers.
type Attribute struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Kind    AttributeKind `json:"type"`              // it never changes
	Options []string      `json:"options,omitempty"` // of AttributeList, in their order
}

// The bounds of attributes.
const (
	MostAttributes       = 50
	LongestAttributeName = 40  // characters
	MostOptions          = 50  // of a list
	LongestValue         = 500 // characters of a text or a link
	longestFigures       = 30
	ValuesRoom           = 10 << 10 // bytes of all values of a customer
	AttributesRoom       = 64 << 10 // bytes of all attributes with their options
)

// The values of AttributeYesNo. Stored.
const (
	AttributeYes = "yes"
	AttributeNo  = "no"
)

var (
	figures = regexp.MustCompile(`^[+-]?[0-9]+([.,][0-9]+)?$`)
	webLink = regexp.MustCompile(`^https?://[^\s/]+\S*$`)
)

// Value gives what somebody typed as a value of the attribute, in the one way in which it is
// kept; "" is none. ok is false for what is no such value.
func (a Attribute) Value(typed string) (value string, ok bool) {
	typed = strings.TrimSpace(PlainLine(typed))
	if typed == "" {
		return "", true
	}
	switch a.Kind {
	case AttributeText:
		return typed, utf8.RuneCountInString(typed) <= LongestValue
	case AttributeNumber:
		if len(typed) > longestFigures || !figures.MatchString(typed) {
			return "", false
		}
		return strings.TrimPrefix(strings.Replace(typed, ",", ".", 1), "+"), true
	case AttributeDate:
		return typed, isDate(typed)
	case AttributeYesNo:
		typed = strings.ToLower(typed)
		return typed, typed == AttributeYes || typed == AttributeNo
	case AttributeList:
		at := slices.IndexFunc(a.Options, func(o string) bool { return strings.EqualFold(o, typed) })
		if at < 0 {
			return "", false
		}
		return a.Options[at], true
	case AttributeLink:
		return typed, utf8.RuneCountInString(typed) <= LongestValue && webLink.MatchString(typed)
	}
	return "", false
}

func isDate(s string) bool {
	day, err := time.Parse(time.DateOnly, s)
	return err == nil && day.Year() > 0
}

// Valid says whether the kind is one.
func (k AttributeKind) Valid() bool {
	return slices.Contains([]AttributeKind{AttributeText, AttributeNumber, AttributeDate, AttributeYesNo, AttributeList, AttributeLink}, k)
}
