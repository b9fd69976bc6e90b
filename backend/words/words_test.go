package words_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/words"
)

func TestOf_hasASentenceForEachCode(t *testing.T) {
	t.Parallel()
	for _, code := range desk.Codes {
		s := words.Of(desk.Refuse(code, "subcodeOfALaterRelease", desk.Params{"context": "x"}))
		if len(strings.Fields(s)) < 3 || !strings.HasSuffix(s, ".") {
			t.Errorf("%s says %q", code, s)
		}
	}
}

func TestOf_tellsNothingOfTheCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("dial 10.1.2.3: refused")
	for _, err := range []error{cause, desk.Wrap("dial", cause), desk.Broken("", "dial: %w", cause)} {
		if s := words.Of(err); s != words.Sentence("refusals:code.internal", nil) {
			t.Errorf("%v says %q", err, s)
		}
	}
	if s := words.Of(&desk.Error{Code: desk.CodeConflict, Subcode: "ended", Message: "As it was."}); s != "As it was." {
		t.Errorf("an older relay's sentence became %q", s)
	}
}

func TestOf_readsWhatCameAsJSON(t *testing.T) {
	t.Parallel()
	said := desk.SaidOf(desk.Refuse(desk.CodeTooMany, "metaWait", desk.Params{"context": "minutes", "count": 1}))
	b, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	var back desk.Said
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if got, want := words.Of(back.Err()), words.Of(said.Err()); got != want || !strings.Contains(got, "a minute") {
		t.Errorf("sent %q, received %q", want, got)
	}
}
