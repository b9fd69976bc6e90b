package shell

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk/desktest"
)

// A link that is opened is one argument of URL characters, and the same link.
func TestRule1_openedLinksAreURLCharactersOnly(t *testing.T) {
	t.Parallel()
	check := func(t interface{ Fatalf(string, ...any) }, link string) {
		checked, err := CheckLink(link)
		if err != nil {
			return
		}
		got := encodeLink(checked)
		if strings.ContainsAny(got, " \"'`<>\\^{}|$") || strings.ContainsFunc(got, func(r rune) bool { return r < '!' || r > '~' }) || strings.HasPrefix(got, "-") {
			t.Fatalf("%+q is opened as %+q", link, got)
		}
		if encodeLink(got) != got {
			t.Fatalf("%+q is encoded twice: %+q", link, got)
		}
		before, _ := url.Parse(checked)
		after, err := url.Parse(got)
		if err != nil || after.Scheme != before.Scheme || after.Path != before.Path || !sameQuery(before, after) {
			t.Fatalf("%+q is opened as another link: %+q, %v", link, got, err)
		}
	}
	forms := []string{"%s", "https://example.org/%s", "https://example.org/?q=%s", "https://example.org/#%s", "mailto:a@example.org?subject=%s", "tel:%s"}
	for _, text := range desktest.Hostile() {
		for _, form := range forms {
			check(t, strings.ReplaceAll(form, "%s", text))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, strings.ReplaceAll(rapid.SampledFrom(forms).Draw(t, "form"), "%s", desktest.HostileText().Draw(t, "text")))
	})
	if got := encodeLink("https://example.org/a?b=(c)~d&x='$(id)'`"); got != "https://example.org/a?b=(c)~d&x=%27%24(id)%27%60" {
		t.Errorf("encodeLink = %s", got)
	}
}

func sameQuery(a, b *url.URL) bool {
	x, errX := url.QueryUnescape(a.RawQuery)
	y, errY := url.QueryUnescape(b.RawQuery)
	return errX != nil || errY == nil && x == y
}
