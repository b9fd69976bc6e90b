package otp

import (
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// MaxText is how much text Extract looks at, in bytes: several times the
// longest verification SMS. A longer one has no code for us.
const MaxText = 8 << 10

// Reason says how Extract came to its result.
type Reason string

// The reasons. Only ReasonFound comes with a code.
const (
	ReasonFound       Reason = "found"
	ReasonNoDigits    Reason = "noDigits"    // no six digits that stand alone
	ReasonNoBrand     Reason = "noBrand"     // WhatsApp is not named beside them
	ReasonNoCodeWord  Reason = "noCodeWord"  // nothing says that they are a code
	ReasonOtherTopic  Reason = "otherTopic"  // an order, an amount, another service
	ReasonAmbiguous   Reason = "ambiguous"   // two different codes
	ReasonTooLong     Reason = "tooLong"     // more than MaxText
	ReasonWrongLength Reason = "wrongLength" // a transcript with more or fewer than six digits in a row
)

// Result is what a text says. It masks itself in prints, logs and JSON.
type Result struct {
	Code       string   // six ASCII digits, or ""
	Candidates []string // distinct six-digit numbers of the right shape, the code among them
	Reason     Reason
}

// Format masks the result under every verb.
func (r Result) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte(r.String())) // a failing writer is fmt's to report
}

// String gives the reason only.
func (r Result) String() string { return "otp result: " + string(r.Reason) }

// GoString masks the result in %#v too.
func (r Result) GoString() string { return r.String() }

// LogValue masks the result in logs.
func (r Result) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalText masks the result in JSON and other encodings.
func (r Result) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Extract finds WhatsApp's verification code in the text of an SMS. It would
// rather find none than a wrong one: each wrong code that is tried costs one of
// few attempts.
func Extract(text string) Result {
	if len(text) > MaxText {
		return Result{Reason: ReasonTooLong}
	}
	a := analyse(text)
	return a.result
}

// analysis is a Result with what Redact needs to know besides.
type analysis struct {
	result   Result
	inLinks  []string // six-digit numbers inside links
	suspects bool     // the text names WhatsApp or speaks of a code
}

func analyse(text string) analysis {
	folded := strings.TrimSpace(fold(text))
	plain, links := withoutFrame(folded)
	var a analysis
	for _, link := range links {
		for _, c := range scan(numbersOf(link)) {
			a.inLinks = append(a.inLinks, c.value)
		}
	}
	accepted := map[string]bool{}
	reason := ReasonNoDigits
	for _, sentence := range sentences(plain) {
		t := topicOf(sentence)
		a.suspects = a.suspects || t.branded || t.coded
		for _, c := range scan(sentence) {
			a.result.Candidates = append(a.result.Candidates, c.value)
			why := t.judge(c)
			if why == ReasonFound {
				accepted[c.value] = true
			} else if rank(why) > rank(reason) {
				reason = why
			}
		}
	}
	slices.Sort(a.result.Candidates)
	a.result.Candidates = slices.Compact(a.result.Candidates)
	// WhatsApp's own link repeats the code. If it does not, something is wrong.
	for _, link := range links {
		if code, ok := linkCode(link); ok && len(accepted) > 0 {
			accepted[code] = true
		}
	}
	switch len(accepted) {
	case 0:
		a.result.Reason = reason
	case 1:
		for code := range accepted {
			a.result.Code = code
		}
		a.result.Reason = ReasonFound
	default:
		a.result.Reason = ReasonAmbiguous
	}
	return a
}

// topic is what a sentence speaks of, whatever its numbers.
type topic struct {
	branded, coded, other, phone bool
}

func topicOf(sentence string) topic {
	words := wordsOf(sentence)
	return topic{
		branded: containsAny(sentence, brands),
		coded:   saysCode(sentence, words),
		other:   containsAny(sentence, otherServices) || containsAny(sentence, otherGlued) || hasWord(words, otherSubjects) || hasWord(words, services),
		phone:   hasWord(words, callWords),
	}
}

// judge decides about one candidate in its sentence.
func (t topic) judge(c candidate) Reason {
	switch {
	case !t.branded:
		return ReasonNoBrand
	case t.other:
		return ReasonOtherTopic
	case t.coded:
		return ReasonFound
	case !c.hyphened || t.phone:
		return ReasonNoCodeWord
	}
	return ReasonFound
}

// rank orders refusals by how near they came.
func rank(r Reason) int {
	return slices.Index([]Reason{ReasonNoDigits, ReasonNoBrand, ReasonOtherTopic, ReasonNoCodeWord}, r)
}

var (
	// appHashes end Android's messages. They contain digits, and gateways that
	// drop line breaks glue them to the code; one drops the signs too.
	appHashes = []string{"4sglq1p5sv6", "rjba/xp1k+v", "rjbaxp1kv"}

	// linkPattern finds addresses with a scheme, with a path, or with one of the
	// common endings. A host needs a letter, else "123-456.rJ/…" would be one.
	linkPattern = regexp.MustCompile(`(?:https?://|www\.)[!-~•]+` +
		`|(?:[a-z0-9-]*[a-z][a-z0-9-]*\.)+[a-z]{2,}/[!-~•]*` +
		`|(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz)\b`)

	linkCodePattern = regexp.MustCompile(`whatsapp\.com/(?:[a-z]+/)?([0-9]{3})-?([0-9]{3})(?:[^0-9]|$)`)
)

// withoutFrame takes away what is not the message: links, the hash of the app
// that may read it, and any other hash at the end.
func withoutFrame(s string) (plain string, links []string) {
	for _, h := range appHashes {
		s = strings.ReplaceAll(s, h, " ")
	}
	links = linkPattern.FindAllString(s, -1)
	s = strings.TrimSpace(linkPattern.ReplaceAllString(s, " "))
	if i := strings.LastIndexAny(s, " \n"); i >= 0 && isHash(s[i+1:]) {
		s = s[:i]
	}
	return s, links
}

// isHash tells an app hash: eleven base64 characters, not just a long word.
func isHash(w string) bool {
	letter, other := false, false
	for _, r := range w {
		switch {
		case r >= 'a' && r <= 'z':
			letter = true
		case r >= '0' && r <= '9', r == '+', r == '/':
			other = true
		default:
			return false
		}
	}
	return len(w) == 11 && letter && other
}

func linkCode(link string) (string, bool) {
	m := linkCodePattern.FindStringSubmatch(link)
	if m == nil {
		return "", false
	}
	return m[1] + m[2], true
}

// numbersOf leaves only a link's digits, each run on its own.
func numbersOf(link string) string {
	return strings.Map(func(r rune) rune {
		if isNumeral(r) || r == '-' {
			return r
		}
		return '|'
	}, link)
}

// sentences splits a text into the spans in which brand and code must meet. A
// line that ends with a colon goes on in the next; so does one without a number
// whose next line is nothing but a number.
func sentences(s string) []string {
	var out []string
	for _, line := range joinedLines(s) {
		from := 0
		for i := 0; i < len(line); i++ {
			end := i+1 == len(line) || line[i+1] == ' '
			if end && strings.IndexByte(".!?", line[i]) >= 0 {
				out = append(out, line[from:i+1])
				from = i + 1
			}
		}
		if from < len(line) {
			out = append(out, line[from:])
		}
	}
	return out
}

func joinedLines(s string) []string {
	var out, parts []string
	last := "" // the latest line of parts
	flush := func() {
		if len(parts) > 0 {
			out = append(out, strings.Join(parts, " "))
		}
		parts = nil
	}
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if !strings.HasSuffix(last, ":") && (!isBare(line) || strings.ContainsFunc(last, isNumeral)) {
			flush()
		}
		parts, last = append(parts, line), line
	}
	flush()
	return out
}

// isBare tells a line that has digits and no words.
func isBare(line string) bool {
	digits := false
	for _, r := range line {
		if unicode.IsLetter(r) {
			return false
		}
		digits = digits || isNumeral(r)
	}
	return digits
}
