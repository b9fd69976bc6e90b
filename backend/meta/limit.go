package meta

import (
	"math"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// dailyOf reads how many customers may be written to first in 24 hours: a tier such as
// TIER_2K, or a number, of which -1 is none. 0 = it is not said, or in a word that is not
// known.
func dailyOf(word string) int64 {
	word = strings.TrimPrefix(word, "TIER_")
	if word == "UNLIMITED" || word == "-1" {
		return desk.NoLimit
	}
	digits, thousands := strings.CutSuffix(word, "K")
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || n < 0 || n > math.MaxInt32:
		return 0
	case thousands:
		return n * 1000
	}
	return n
}

// throughputOf leaves out the word with which Meta says that a number sends nothing yet.
func throughputOf(level str) string {
	if level == "NOT_APPLICABLE" {
		return ""
	}
	return string(level)
}
